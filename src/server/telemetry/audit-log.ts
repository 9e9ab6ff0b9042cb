import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { AuditEvent, AuditSink } from "../../context.js";
import { auditFlushMs } from "./constants.js";

/** Logs each audit event at every LOG_LEVEL except `silent`. */
export function createAuditLog(logger: Logger): AuditSink {
  const level = logger.level === "silent" ? "silent" : "info";
  const log = logger.child({ log: "audit" }, { level });
  return (event) => {
    log.info({ audit: event }, "write");
    // Does not wait for other lines.
    log.flush();
  };
}

/** Passes events to the sink. `settled` waits until the sink has recorded them, for at most `auditFlushMs`. */
export function trackAudit(sink: AuditSink) {
  const pending = new Set<Promise<void>>();
  return {
    audit(event: AuditEvent): Promise<void> {
      const taken = (async () => sink(event))();
      pending.add(taken);
      return taken.finally(() => pending.delete(taken));
    },
    async settled(): Promise<void> {
      await Promise.race([Promise.allSettled(pending), sleep(auditFlushMs, undefined, { ref: false })]);
    },
  };
}
