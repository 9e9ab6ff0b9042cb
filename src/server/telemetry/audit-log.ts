import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import type { AuditEvent, AuditSink } from "../../context.js";
import { auditFlushMs } from "./constants.js";
import type { LogObserver } from "./log-observer.js";

/** Logs each audit event at every LOG_LEVEL except `silent`. */
export function createAuditLog(logger: Logger): AuditSink {
  const level = logger.level === "silent" ? "silent" : "info";
  const log = logger.child({ log: "audit" }, { level });
  return (event) => log.info({ audit: event }, "write");
}

/** Passes events to the sink. `settled` waits until the sink has recorded them, for at most `auditFlushMs`. */
export function trackAudit(sink: AuditSink, { auditEventLost }: Pick<LogObserver, "auditEventLost">) {
  const pending = new Set<Promise<void>>();
  let isFailing = false;

  async function record(event: AuditEvent): Promise<void> {
    try {
      await sink(event);
      isFailing = false;
    } catch (error) {
      isFailing = true;
      auditEventLost();
      throw error;
    }
  }

  return {
    audit(event: AuditEvent): Promise<void> {
      const taken = record(event);
      pending.add(taken);
      return taken.finally(() => pending.delete(taken));
    },
    /** Whether the sink could not record the last event. */
    isFailing: (): boolean => isFailing,
    async settled(): Promise<void> {
      await Promise.race([Promise.allSettled(pending), sleep(auditFlushMs, undefined, { ref: false })]);
    },
  };
}
