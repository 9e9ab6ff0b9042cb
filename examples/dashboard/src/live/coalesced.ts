/** How long after the first request of a burst the task runs. Most bursts are over by then. */
const settleMs = 100;

/** Shortest time between the end of the task and its next run. */
const spacingMs = 1_000;

/** Returns a function that requests a run of the task. The requests of a burst share a run, which begins after the last of them. */
export function coalesced(task: () => Promise<unknown>): () => void {
  let isWanted = false;
  let isBusy = false;

  async function run(): Promise<void> {
    isBusy = true;
    await wait(settleMs);
    while (isWanted) {
      isWanted = false;
      await task();
      await wait(spacingMs);
    }
    isBusy = false;
  }

  return () => {
    isWanted = true;
    // The task reports its own failures.
    if (!isBusy) void run();
  };
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
