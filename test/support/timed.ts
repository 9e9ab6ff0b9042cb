import { monitorEventLoopDelay } from "node:perf_hooks";

export interface Timed<Result> {
  readonly result: Result;
  readonly elapsedMs: number;
  /** Time that a busy machine may have added: the largest event-loop delay, at most one second. */
  readonly excusedMs: number;
}

/** Times work whose client, gateway and emulators share this process. */
export async function timed<Result>(work: () => Promise<Result>): Promise<Timed<Result>> {
  const eventLoopDelay = monitorEventLoopDelay();
  eventLoopDelay.enable();
  const startedAt = performance.now();
  const result = await work();
  const elapsedMs = performance.now() - startedAt;
  eventLoopDelay.disable();
  return { result, elapsedMs, excusedMs: Math.min(eventLoopDelay.max / 1e6, 1_000) };
}
