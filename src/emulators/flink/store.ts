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
    /** As an update of the application's code would. */
    raiseVersion(region: string, name: string): void {
      const application = regionOf(region).get(name);
      if (application === undefined) return;
      const ApplicationVersionId = application.ApplicationVersionId + 1;
      regionOf(region).set(name, { ...application, ApplicationVersionId });
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
