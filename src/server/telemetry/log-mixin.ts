import type { Logger } from "pino";
import { currentTrace } from "../../upstream/trace-context.js";

/** What each log line says of the request that it is about, where the line or its logger does not say it already. */
export function logMixin(line: object, _level: number, logger: Logger): object {
  const trace = currentTrace();
  if (trace === null) return {};
  const { requestId, traceId } = trace;
  const isTold = "requestId" in line || "requestId" in logger.bindings();
  return { ...(isTold ? {} : { requestId }), ...(traceId === null ? {} : { traceId }) };
}
