/** Constants for logs, metrics and traces. */

/** Maximum length of an operation's name in logs, metrics and traces, in characters. Clients choose the name. */
export const maxOperationNameLength = 100;

/** Maximum length of a log message from the OpenTelemetry SDK, in characters. It can quote a collector's response. */
export const maxLibraryMessageLength = 500;

/** Maximum number of operation names with their own time series. Clients choose the names, and each costs memory. */
export const maxOperationSeries = 100;

/** Upper bounds of the duration buckets, in seconds. */
export const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Maximum number of connections to the metrics server. Collectors need far fewer. */
export const maxMetricsConnections = 100;

/** How long the metrics server waits for the headers of a request. */
export const metricsHeadersTimeoutMs = 5_000;

/** How long the metrics server waits for a complete request. */
export const metricsRequestTimeoutMs = 10_000;

/** How long the process waits for audit events to be recorded before it exits. */
export const auditFlushMs = 5_000;

/** How long the process waits for traces to be sent before it exits. */
export const traceFlushMs = 3_000;

/** How many bytes of log lines are written at once, and how long a line waits for others. */
export const logBufferBytes = 8_192;
export const logFlushMs = 100;

/** How many bytes of log lines wait while standard output cannot be written, and how many more of audit lines. */
export const maxWaitingLogBytes = 1024 * 1024;
export const maxWaitingAuditBytes = 8 * 1024 * 1024;

/** How long the process waits for a slow reader of its last log lines before it exits, and how often it tries. */
export const logCloseMs = 500;
export const logRetryMs = 10;
