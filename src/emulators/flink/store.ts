import type { Clock } from "../service.js";
import type { Application, Place } from "./applications.js";
import { loadApplications, seedApplications } from "./seed.js";

export type Store = ReturnType<typeof createStore>;

/** All applications, by place and name. A region that was not seeded is empty. */
export function createStore(clock: Clock) {
  const places = new Map<string, Map<string, Application>>();
  let loadCount = 0;

  function applicationsAt(place: Place): Map<string, Application> {
    const key = `${place.accountId} ${place.region}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const seeded = new Map(seedApplications(place, clock()).map((app) => [app.ApplicationName, app]));
    places.set(key, seeded);
    return seeded;
  }

  return {
    /** In the order of their names. */
    list: (place: Place): readonly Application[] =>
      [...applicationsAt(place).values()].sort((left, right) =>
        left.ApplicationName < right.ApplicationName ? -1 : 1,
      ),
    find: (place: Place, name: string): Application | undefined => applicationsAt(place).get(name),
    put(place: Place, application: Application): void {
      applicationsAt(place).set(application.ApplicationName, application);
    },
    /** As an update of the application's code would. */
    raiseVersion(place: Place, name: string): void {
      const application = applicationsAt(place).get(name);
      if (application === undefined) return;
      const ApplicationVersionId = application.ApplicationVersionId + 1;
      applicationsAt(place).set(name, { ...application, ApplicationVersionId });
    },
    addLoad(place: Place, count: number): void {
      for (const application of loadApplications(place, loadCount, count, clock())) {
        applicationsAt(place).set(application.ApplicationName, application);
      }
      loadCount += count;
    },
    reset(): void {
      places.clear();
      loadCount = 0;
    },
  };
}
