import { Field, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import { enumType } from "../enum-type.js";
import { MaintenanceWindow } from "../maintenance-window.js";
import { MaintenanceError } from "./maintenance-error.js";

export const ConflictReason = enumType<failures.ConflictReason>(
  "ConflictReason",
  "Why the current state does not allow a change.",
  {
    RESOURCE_IN_USE:
      "The current state of the resource does not allow the change, e.g. the application is neither READY nor RUNNING.",
    CONCURRENT_MODIFICATION: "The provider reported a conflict with another change.",
    STALE_REVISION: "The window no longer has the revision in `ifRevision`.",
    IDEMPOTENCY_KEY_REUSED:
      "The idempotency key was used with different input in the last 24 hours. `current` is the window that the earlier call created; null if it has created none yet.",
  },
);

@ObjectType({
  description: "The current state does not allow the change; `reason` says why. This call changed nothing.",
  implements: MaintenanceError,
})
export class ConflictError extends MaintenanceError implements failures.ConflictError {
  readonly kind!: "ConflictError";

  @Field(() => ConflictReason, { description: "Why the current state does not allow the change." })
  readonly reason!: failures.ConflictReason;

  @Field(() => MaintenanceWindow, {
    nullable: true,
    description:
      "The window as it is now; for IDEMPOTENCY_KEY_REUSED, as it was when created. Null if there is none or it could not be read.",
  })
  readonly current!: ScheduledWindow | null;
}
