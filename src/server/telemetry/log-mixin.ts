import type { Logger } from "pino";
import { symbols } from "pino";
import { currentTrace } from "../../upstream/trace-context.js";

/** Adds the request id and the trace id to log lines that are written during a request. */
export function logMixin(line: object, _level: number, logger: Logger): object {
  const trace = currentTrace();
  if (trace === null) return {};
  const { requestId, traceId } = trace;
  // `bindings()` would parse this text for each line.
  const bindings = (logger as unknown as Readonly<Record<symbol, string>>)[symbols.chindingsSym];
  const isTold = "requestId" in line || bindings?.includes('"requestId":') === true;
  return { ...(isTold ? {} : { requestId }), ...(traceId === null ? {} : { traceId }) };
}
