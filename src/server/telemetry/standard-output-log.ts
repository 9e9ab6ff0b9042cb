import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { logCloseMs, logFlushMs, logRetryMs } from "./constants.js";
import type { LogQueueOptions } from "./log-queue.js";
import { createLogQueue } from "./log-queue.js";
import { openNonBlocking } from "./non-blocking-output.js";

export interface StandardOutputLogOptions extends Pick<LogQueueOptions, "onDrop" | "onRecovery"> {
  /** Formats a line. */
  readonly format: (line: string) => string;
}

/** Stays open as long as the process, like standard output. */
let standardOutput: number | undefined;

/**
 * Writes log lines to standard output, whatever its state: a full disk, or a reader that is stopped or gone, neither blocks
 * nor ends the process. A line waits for at most `logFlushMs` if it can be written.
 */
export function createStandardOutputLog({ format, ...options }: StandardOutputLogOptions) {
  standardOutput ??= openNonBlocking("/dev/stdout");
  const output = standardOutput;
  let isReaderSlow = false;
  function write(bytes: Uint8Array): number {
    try {
      return writeSync(output, bytes);
    } catch (error) {
      isReaderSlow = error instanceof Error && "code" in error && error.code === "EAGAIN";
      throw error;
    }
  }
  const queue = createLogQueue({ ...options, write });
  const flushing = setInterval(queue.flush, logFlushMs).unref();
  process.once("exit", queue.flush);
  return {
    write: (line: string): void => queue.add(format(line)),
    /** A destination for audit lines. */
    audit: { write: (line: string): void => queue.add(format(line), true) },
    /** Writes the lines that are waiting. Returns whether all were written. */
    flush: queue.flush,
    /** Gives a slow reader some time to read the last lines. Reports lost lines on standard error. */
    async close(): Promise<void> {
      clearInterval(flushing);
      for (let leftMs = logCloseMs; !queue.flush() && isReaderSlow && leftMs > 0; leftMs -= logRetryMs)
        await sleep(logRetryMs);
      process.off("exit", queue.flush);
      const lost = queue.unwrittenLines();
      if (lost > 0) report(`Standard output could not be written: ${lost} log lines are lost.\n`);
    },
  };
}

/** Writes to standard error if that is possible at once. `process.stderr` would block on a paused terminal. */
function report(message: string): void {
  try {
    writeSync(openNonBlocking("/dev/stderr"), message);
  } catch {
    // Nothing else can be done.
  }
}
