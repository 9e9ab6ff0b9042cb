/** Observes what the log loses, for metrics. Its functions must not throw. */
export interface LogObserver {
  /** Called for each log line, audit lines included, that is dropped because the log cannot be written. */
  readonly logLineDropped: () => void;
  /** Called for each audit event that is not recorded, in the log or by the function that replaces it. */
  readonly auditEventLost: () => void;
}
