import type { Permissions } from "../domain/permissions.js";
import type { Deadline } from "../upstream/deadlines.js";
import type { WriteEvent } from "./audit-event.js";

/** What a write needs to know about its request. */
export interface WriteContext {
  readonly now: Date;
  /** When the request must be answered. Writes go on if the client goes away. */
  readonly deadline: Deadline;
  readonly permissions: Permissions;
  /** Receives each attempt to write when it has ended. Never throws. */
  readonly audit: (event: WriteEvent) => void;
}
