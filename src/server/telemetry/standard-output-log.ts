import { pino } from "pino";
import { logBufferBytes, logFlushMs } from "./constants.js";

/**
 * Creates a destination that writes log lines to standard output, several at a time: one system call for each line would take
 * longer than a cached response. A line waits for at most `logFlushMs`, and none is lost unless the process is killed.
 */
export function createStandardOutputLog() {
  const destination = pino.destination({ minLength: logBufferBytes, sync: true });
  const flushing = setInterval(() => destination.flush(), logFlushMs).unref();
  const flushAll = () => {
    try {
      destination.flushSync();
    } catch {
      // The process that reads the output is gone.
    }
  };
  process.once("exit", flushAll);
  return {
    write: (line: string): void => void destination.write(line),
    /** Writes all lines at once. */
    flush: flushAll,
    close(): void {
      flushAll();
      clearInterval(flushing);
      process.off("exit", flushAll);
    },
  };
}
