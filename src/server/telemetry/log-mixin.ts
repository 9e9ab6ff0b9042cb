import type { Logger } from "pino";
import { currentTrace } from "../../upstream/trace-context.js";

/** Adds the request id and the trace id to log lines that are written during a request. */
export function logMixin(line: object, _level: number, logger: Logger): object {
  const trace = currentTrace();
  if (trace === null) return {};
  const { requestId, traceId } = trace;
  const isTold = "requestId" in line || "requestId" in logger.bindings();
  return { ...(isTold ? {} : { requestId }), ...(traceId === null ? {} : { traceId }) };
}
