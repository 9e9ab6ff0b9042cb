/** The imports of the providers' SDKs. */
export interface SdkImports {
  readonly add: (load: () => Promise<unknown>) => void;
  /** Begins all of them, once, and waits until each has ended. A caller learns of a failed one from its own SDK. */
  readonly settled: () => Promise<unknown>;
}

/**
 * The import of a large SDK blocks the process, for seconds on a slow machine. A call to another provider would then reach
 * its time limit although the answer has arrived. So no call begins before every SDK is loaded.
 */
export function createSdkImports(): SdkImports {
  const loads: (() => Promise<unknown>)[] = [];
  let begun: Promise<unknown> | undefined;
  return {
    add(load) {
      loads.push(load);
    },
    settled() {
      begun ??= Promise.allSettled(loads.map((load) => load()));
      return begun;
    },
  };
}
