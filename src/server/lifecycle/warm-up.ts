import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { SdkImports } from "../../upstream/sdk-imports.js";
import { warmUpTimeoutMs } from "./constants.js";

/**
 * Imports the SDKs before `/readyz` returns 200, because importing them blocks the process, and the first requests would wait.
 * A failure only causes a warning: the import is tried again when a request needs it.
 */
export function createWarmUp(sdkImports: SdkImports, logger: Logger, timeoutMs = warmUpTimeoutMs) {
  let isOver = false;
  return {
    isOver: () => isOver,

    async run(): Promise<void> {
      const results = await Promise.race([
        sdkImports.settled(),
        sleep(timeoutMs, "TIMEOUT" as const, { ref: false }),
      ]);
      isOver = true;
      const problems =
        results === "TIMEOUT"
          ? [results]
          : results.flatMap((each) => (each.status === "rejected" ? [codeOf(each.reason)] : []));
      for (const problem of problems) logger.warn({ problem }, "cannot load a provider's SDK");
    },
  };
}

/** Returns a short code for an error, because its message may contain paths or settings. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
