import type { AccountRegion, Application, Operation } from "./applications.js";
import { arnOf } from "./applications.js";

export const seedRegions = ["eu-central-1", "us-east-1"] as const;

const minutesOfDay = 1_440;

interface Seed {
  readonly name: string;
  readonly status: string;
  readonly description?: string;
  readonly runtime?: string;
  readonly mode?: string;
  readonly start?: string;
  /** How many days ago AWS maintained it. */
  readonly maintainedDaysAgo?: readonly number[];
  /** Whether the latest maintenance raised the version. */
  readonly raisedVersion?: boolean;
  /** How many days ago maintenance failed and was rolled back. */
  readonly rolledBackDaysAgo?: number;
}

const seeds: Readonly<Record<string, readonly Seed[]>> = {
  "eu-central-1": [
    {
      name: "orders-enrichment",
      status: "RUNNING",
      description: "Joins orders with customers",
      start: "06:00",
      maintainedDaysAgo: [12, 47, 90],
    },
    {
      name: "payments-fraud",
      status: "RUNNING",
      start: "22:00",
      maintainedDaysAgo: [33],
      raisedVersion: true,
    },
    { name: "inventory-sync", status: "READY", start: "02:30" },
    { name: "clickstream-sessions", status: "UPDATING", start: "06:00" },
    { name: "pricing-realtime", status: "MAINTENANCE", start: "12:00", maintainedDaysAgo: [0] },
    { name: "returns-archive", status: "STOPPING", start: "06:00", runtime: "FLINK-1_15" },
    {
      name: "fleet-notebook",
      status: "RUNNING",
      description: "Studio notebook of the fleet team",
      runtime: "ZEPPELIN-FLINK-3_0",
      mode: "INTERACTIVE",
    },
  ],
  "us-east-1": [
    { name: "ad-attribution", status: "RUNNING", start: "03:00", maintainedDaysAgo: [20, 61] },
    { name: "search-indexing", status: "AUTOSCALING", start: "03:00" },
    {
      name: "shipment-tracking",
      status: "ROLLED_BACK",
      start: "16:30",
      runtime: "FLINK-1_19",
      maintainedDaysAgo: [48],
      rolledBackDaysAgo: 9,
    },
    { name: "telemetry-rollup", status: "STARTING", start: "03:00", runtime: "FLINK-2_2" },
    { name: "legacy-sql-report", status: "RUNNING", runtime: "SQL-1_0" },
  ],
};

/** Returns the seed applications of an account and region: a dozen across two regions, with times relative to `now`. */
export function seedApplications(accountRegion: AccountRegion, now: Date): readonly Application[] {
  return (seeds[accountRegion.region] ?? []).map((seed, index) =>
    toApplication(accountRegion, seed, index, now),
  );
}

/**
 * Returns plain running applications for load tests, named `load-00001` and so on. Their windows open at `startTimes` different times,
 * which are spread over the day.
 */
export function loadApplications(
  accountRegion: AccountRegion,
  from: number,
  count: number,
  startTimes: number,
  now: Date,
): readonly Application[] {
  return Array.from({ length: count }, (_, index) => {
    const number = from + index + 1;
    const name = `load-${String(number).padStart(5, "0")}`;
    const minute = Math.floor(((number % startTimes) * minutesOfDay) / startTimes);
    const start = [Math.floor(minute / 60), minute % 60]
      .map((part) => String(part).padStart(2, "0"))
      .join(":");
    return toApplication(accountRegion, { name, status: "RUNNING", start }, index, now);
  });
}

function toApplication(accountRegion: AccountRegion, seed: Seed, index: number, now: Date): Application {
  const { name, status, description, start, runtime = "FLINK-1_20", mode = "STREAMING" } = seed;
  return {
    ApplicationARN: arnOf(accountRegion, name),
    ApplicationName: name,
    ...(description === undefined ? {} : { ApplicationDescription: description }),
    RuntimeEnvironment: runtime,
    ApplicationStatus: status,
    ApplicationVersionId: index + 1,
    ...(runtime.startsWith("SQL") ? {} : { ApplicationMode: mode }),
    CreateTimestamp: daysBefore(now, 300 - index),
    LastUpdateTimestamp: daysBefore(now, 5 + index),
    ...(start === undefined ? {} : { maintenanceStartTime: start }),
    operations: operationsOf(seed, index + 1, now),
  };
}

function operationsOf(seed: Seed, version: number, now: Date): readonly Operation[] {
  const { name, maintainedDaysAgo = [], raisedVersion, rolledBackDaysAgo } = seed;
  const maintained = maintainedDaysAgo.map((days, nth): Operation => {
    const id = `${name}-maintenance-${nth + 1}`;
    if (days === 0) {
      const StartTime = daysBefore(now, 0) - 20;
      return {
        Operation: "ApplicationMaintenance",
        OperationId: id,
        StartTime,
        OperationStatus: "IN_PROGRESS",
      };
    }
    return {
      ...finished("ApplicationMaintenance", id, startOf(seed, days, now)),
      ...(raisedVersion === true && nth === 0
        ? {
            ApplicationVersionChangeDetails: {
              ApplicationVersionUpdatedFrom: version - 1,
              ApplicationVersionUpdatedTo: version,
            },
          }
        : {}),
    };
  });
  if (rolledBackDaysAgo === undefined) return maintained;
  const failed = finished(
    "ApplicationMaintenance",
    `${name}-maintenance-${maintained.length + 1}`,
    startOf(seed, rolledBackDaysAgo, now),
  );
  const rollback = finished("RollbackApplication", `${name}-rollback-1`, failed.EndTime);
  return [
    ...maintained,
    {
      ...failed,
      OperationStatus: "FAILED",
      OperationFailureDetails: {
        RollbackOperationId: rollback.OperationId,
        ErrorInfo: { ErrorString: "The job could not be restored from its latest snapshot." },
      },
    },
    rollback,
  ];
}

/** Returns an operation that succeeded after 25 seconds. */
function finished(operation: string, id: string, startTime: number) {
  return {
    Operation: operation,
    OperationId: id,
    StartTime: startTime,
    EndTime: startTime + 25,
    OperationStatus: "SUCCESSFUL",
  };
}

/** Returns a time within that day's window. */
function startOf({ start = "00:00" }: Seed, days: number, now: Date): number {
  const midnight = daysBefore(now, days) - (daysBefore(now, days) % 86_400);
  return midnight + Number(start.slice(0, 2)) * 3600 + 37 * 60;
}

function daysBefore(now: Date, days: number): number {
  return Math.floor(now.getTime() / 1000) - days * 86_400;
}
