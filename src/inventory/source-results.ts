import type { WindowReading } from "../cache/source-reader.js";
import { GatewayError } from "../domain/failures/gateway-error.js";
import type { MaintenanceSource, SourceResult } from "../domain/sources.js";
import { maxNamedUnreadable } from "../domain/sources.js";

/** Returns the result of a source that could be read. */
export function resultOf(
  source: MaintenanceSource,
  { fetchedAt, failure, unreadable }: WindowReading,
): SourceResult {
  const unreadableCount = unreadable.length;
  return {
    source,
    state: failure !== null ? "STALE" : unreadableCount > 0 ? "PARTIAL" : "OK",
    fetchedAt,
    error: failure,
    unreadableCount,
    unreadable: unreadableCount > maxNamedUnreadable ? unreadable.slice(0, maxNamedUnreadable) : unreadable,
  };
}

/** Returns the result of a source whose read failed; rethrows programming errors. */
export function failedResult(
  source: MaintenanceSource,
  error: unknown,
  fetchedAt: Date | null,
): SourceResult {
  if (!(error instanceof GatewayError)) throw error;
  return { source, state: "FAILED", fetchedAt, error: error.failure, unreadableCount: 0, unreadable: [] };
}
