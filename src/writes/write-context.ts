import type { Permissions } from "../domain/permissions.js";
import type { Deadline } from "../upstream/deadlines.js";
import type { WriteEvent } from "./audit-event.js";

/** The properties of a request that a write needs. */
export interface WriteContext {
  readonly now: Date;
  /** The deadline of the request. Writes continue if the client disconnects. */
  readonly deadline: Deadline;
  readonly permissions: Permissions;
  /** The caller, as its identity provider names it; null if callers are not identified. */
  readonly viewer: string | null;
  /** Records a write attempt when it has ended. Never throws. */
  readonly audit: (event: WriteEvent) => void;
  /** Whether nothing may be sent, because writes must be audited and the audit log cannot be written now. */
  readonly isAuditBlocked: () => boolean;
}
