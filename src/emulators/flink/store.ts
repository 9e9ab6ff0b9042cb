import type { Clock } from "../service.js";
import type { Application } from "./applications.js";
import { loadApplications, seedApplications } from "./seed.js";

export type Store = ReturnType<typeof createStore>;

/** All applications, by region and name. A region that was not seeded is empty. */
export function createStore(clock: Clock) {
  const regions = new Map<string, Map<string, Application>>();
  let loadCount = 0;

  function regionOf(region: string): Map<string, Application> {
    const known = regions.get(region);
    if (known !== undefined) return known;
    const seeded = new Map(seedApplications(region, clock()).map((app) => [app.ApplicationName, app]));
    regions.set(region, seeded);
    return seeded;
  }

  return {
    /** In the order of their names. */
    list: (region: string): readonly Application[] =>
      [...regionOf(region).values()].sort((left, right) =>
        left.ApplicationName < right.ApplicationName ? -1 : 1,
      ),
    find: (region: string, name: string): Application | undefined => regionOf(region).get(name),
    put(region: string, application: Application): void {
      regionOf(region).set(application.ApplicationName, application);
    },
    addLoad(region: string, count: number): void {
      for (const application of loadApplications(region, loadCount, count, clock())) {
        regionOf(region).set(application.ApplicationName, application);
      }
      loadCount += count;
    },
    reset(): void {
      regions.clear();
      loadCount = 0;
    },
  };
}
