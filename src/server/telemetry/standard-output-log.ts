import { pino } from "pino";
import { logBufferBytes, logFlushMs } from "./constants.js";

/**
 * Creates a destination that writes log lines to standard output, several at a time: one system call for each line would take
 * longer than a cached response. A line waits for at most `logFlushMs`, and none is lost unless the process is killed.
 */
export function createStandardOutputLog() {
  const destination = pino.destination({ minLength: logBufferBytes, sync: true });
  // Not `flushSync`, which never returns if the process that reads the output is gone.
  const flush = () => destination.flush();
  const flushing = setInterval(flush, logFlushMs).unref();
  process.once("exit", flush);
  return {
    write: (line: string): void => void destination.write(line),
    /** Writes the lines that are waiting. */
    flush,
    close(): void {
      flush();
      clearInterval(flushing);
      process.off("exit", flush);
    },
  };
}
