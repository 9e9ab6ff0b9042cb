import type { MaintenanceWindowChangeInput } from "../graphql/graphql";
import type { Answer } from "./answers";
import { isChanged } from "./answers";

/**
 * The change that restores what was there before this one; null if nothing changed, or if nothing can restore it. It applies only if
 * nobody has changed the window since. A deleted window gets a new id.
 */
export function inverseOf(answer: Answer): MaintenanceWindowChangeInput | null {
  if (!isChanged(answer)) return null;
  const { outcome, window, previous } = answer;
  const { id, revision } = window;
  if (outcome === "CREATED") return { deleteDatadog: { id, ifRevision: revision } };
  if (previous === null) return null;
  if (previous.__typename === "FlinkMaintenanceWindow") {
    const { startTime } = previous;
    return outcome === "UPDATED" ? { updateFlink: { id, startTime, ifRevision: revision } } : null;
  }
  const { name, query, startsAt, endsAt } = previous;
  // The query was there before, even if it matches every case.
  const values = { name, query, startsAt, endsAt, allowBroadQuery: true };
  if (outcome === "UPDATED") return { updateDatadog: { id, ...values, ifRevision: revision } };
  // A window that has ended cannot be created.
  if (outcome !== "DELETED" || previous.status === "ENDED") return null;
  // An id is never used again, so that its key creates one window however often it is sent.
  return { createDatadog: { sourceId: previous.source.id, ...values, idempotencyKey: `restore-${id}` } };
}
