import type { Logger } from "pino";
import { pino } from "pino";
import { logMixin } from "./log-mixin.js";
import type { LogObserver } from "./log-observer.js";
import { createStandardOutputLog } from "./standard-output-log.js";

export interface ProcessLogOptions {
  readonly level: string;
  /** Whether lines are formatted for people. */
  readonly isText: boolean;
  /** The destination of log lines; standard output by default. */
  readonly logTo?: { write(line: string): void } | undefined;
  readonly observer: LogObserver;
}

/** Creates the loggers of the process, and their output. */
export async function createProcessLog({ level, isText, logTo, observer }: ProcessLogOptions) {
  const logging = { level, mixin: logMixin };
  if (logTo !== undefined) {
    const logger = pino(logging, logTo);
    return { logger, auditLogger: logger, flush: () => true, close: async () => {} };
  }
  const output = createStandardOutputLog({
    format: isText ? await textFormat() : (line) => line,
    onDrop(isAudit) {
      observer.logLineDropped();
      if (isAudit) observer.auditEventLost();
    },
    onRecovery: (dropped) =>
      logger.error(dropped, "log lines were dropped, because standard output could not be written"),
  });
  const logger: Logger = pino(logging, output);
  return {
    logger,
    /** Its lines are written at once. If lines must be dropped, they are dropped last. */
    auditLogger: pino(logging, output.audit),
    /** Writes the lines that are waiting. Returns whether all could be written. */
    flush: output.flush,
    close: output.close,
  };
}

/** Imported only for a terminal, to keep startup fast. */
async function textFormat() {
  const { terminalFormat } = await import("./terminal-log.js");
  return terminalFormat();
}
