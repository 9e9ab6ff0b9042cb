/** Imports the providers' SDKs. */
export interface SdkImports {
  readonly add: (load: () => Promise<unknown>) => void;
  /** Starts all imports, once, and waits until all have settled. A failed import surfaces when a caller uses that SDK. */
  readonly settled: () => Promise<readonly PromiseSettledResult<unknown>[]>;
}

/**
 * Importing a large SDK blocks the process, for seconds on a slow machine. Meanwhile, a call to another provider would time
 * out although its response has arrived. So no call begins before every SDK is loaded.
 */
export function createSdkImports(): SdkImports {
  const loads: (() => Promise<unknown>)[] = [];
  let begun: ReturnType<SdkImports["settled"]> | undefined;
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
