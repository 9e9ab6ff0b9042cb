/** Fixed numbers of logs, metrics and traces. */

/** Characters of an operation's name in logs, metrics and traces. Clients choose it. */
export const maxOperationNameLength = 100;

/** Characters of a message that the OpenTelemetry SDK logs: it may quote a collector's whole answer. */
export const maxLibraryMessageLength = 500;

/** Operation names with a time series of their own. Clients choose them, and each one costs memory. */
export const maxOperationSeries = 100;

/** Upper bounds of the buckets of durations, in seconds. */
export const durationBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Connections to the metrics server: far more than collectors need. */
export const maxMetricsConnections = 100;

/** How long a metrics server waits for the headers of a request, and for all of it. */
export const metricsHeadersTimeoutMs = 5_000;
export const metricsRequestTimeoutMs = 10_000;

/** How long the process waits at its end for audit events to be taken. */
export const auditFlushMs = 5_000;

/** How long the process waits at its end for traces to be sent. */
export const traceFlushMs = 3_000;
