import type { Clock } from "../service.js";
import type { AccountRegion, Application } from "./applications.js";
import { loadApplications, seedApplications } from "./seed.js";

export type Store = ReturnType<typeof createStore>;

/** Creates the store of all applications, by account, region and name. A region without a seed is empty. */
export function createStore(clock: Clock) {
  const places = new Map<string, Map<string, Application>>();
  let loadCount = 0;

  function applicationsAt(accountRegion: AccountRegion): Map<string, Application> {
    const key = `${accountRegion.accountId} ${accountRegion.region}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const seeded = new Map(seedApplications(accountRegion, clock()).map((app) => [app.ApplicationName, app]));
    places.set(key, seeded);
    return seeded;
  }

  return {
    /** Returns the applications, sorted by name. */
    list: (accountRegion: AccountRegion): readonly Application[] =>
      [...applicationsAt(accountRegion).values()].sort((left, right) =>
        left.ApplicationName < right.ApplicationName ? -1 : 1,
      ),
    find: (accountRegion: AccountRegion, name: string): Application | undefined =>
      applicationsAt(accountRegion).get(name),
    put(accountRegion: AccountRegion, application: Application): void {
      applicationsAt(accountRegion).set(application.ApplicationName, application);
    },
    /** Increments the version, as an update of the application's code would. */
    raiseVersion(accountRegion: AccountRegion, name: string): void {
      const application = applicationsAt(accountRegion).get(name);
      if (application === undefined) return;
      const ApplicationVersionId = application.ApplicationVersionId + 1;
      applicationsAt(accountRegion).set(name, { ...application, ApplicationVersionId });
    },
    addLoad(accountRegion: AccountRegion, count: number, startTimes: number): void {
      for (const application of loadApplications(accountRegion, loadCount, count, startTimes, clock())) {
        applicationsAt(accountRegion).set(application.ApplicationName, application);
      }
      loadCount += count;
    },
    reset(): void {
      places.clear();
      loadCount = 0;
    },
  };
}
