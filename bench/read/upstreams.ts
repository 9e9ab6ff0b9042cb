import { control, startEmulators } from "../support/emulators.js";

/** The data to read: 5 × 100 applications and 2 × 500 windows, with 40 ms latency per call. */
export const regions = ["eu-north-1", "eu-west-1", "eu-west-2", "eu-west-3", "ap-south-1"];
export const applicationsPerRegion = 100;
export const windowsPerOrganisation = 500;
export const latencyMs = 40;
export const concurrency = 10;

export interface Upstreams {
  readonly flink: string;
  readonly organisations: readonly string[];
  /** Returns the number of calls of each operation since the last count. */
  readonly countCalls: () => Promise<Readonly<Record<string, number>>>;
  readonly close: () => void;
}

/** Starts emulators in separate processes, so that they take no time from the measured process. */
export async function startUpstreams(): Promise<Upstreams> {
  const processes = await Promise.all([startEmulators(), startEmulators()]);
  const flink = processes[0].flink;
  const organisations = processes.map(({ datadog }) => datadog);
  for (const region of regions) {
    await control(flink, "POST", "seed", { applications: applicationsPerRegion, region });
  }
  for (const url of organisations) {
    // The emulator's seed already has five windows.
    await control(url, "POST", "seed", { windows: windowsPerOrganisation - 5 });
  }
  for (const url of [flink, ...organisations]) {
    await control(url, "POST", "faults", [{ operation: "*", fault: { latencyMs } }]);
  }
  let before: Record<string, number> = {};
  return {
    flink,
    organisations,
    async countCalls() {
      const total: Record<string, number> = {};
      for (const url of [flink, ...organisations]) {
        const { counts } = (await control(url, "GET", "requests")) as { counts: Record<string, number> };
        for (const [operation, count] of Object.entries(counts)) {
          total[operation] = (total[operation] ?? 0) + count;
        }
      }
      const since = Object.fromEntries(
        Object.entries(total)
          .map(([operation, count]) => [operation, count - (before[operation] ?? 0)] as const)
          .filter(([, count]) => count > 0),
      );
      before = total;
      return since;
    },
    close() {
      for (const { stop } of processes) stop();
    },
  };
}
