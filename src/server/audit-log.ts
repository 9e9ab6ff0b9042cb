import type { Logger } from "pino";
import type { AuditSink } from "../context.js";

/** Writes each event as a log line, whatever level of other lines is wanted; `silent` alone silences it too. */
export function createAuditLog(logger: Logger): AuditSink {
  const level = logger.level === "silent" ? "silent" : "info";
  const log = logger.child({ log: "audit" }, { level });
  return (event) => log.info({ audit: event }, "write");
}
