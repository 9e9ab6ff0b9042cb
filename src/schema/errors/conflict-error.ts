import { Field, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import { enumType } from "../enum-type.js";
import { MaintenanceWindow } from "../maintenance-window.js";
import { MaintenanceError } from "./maintenance-error.js";

export const ConflictReason = enumType<failures.ConflictReason>(
  "ConflictReason",
  "Why the change conflicts.",
  {
    RESOURCE_IN_USE: "Its state does not allow it now, e.g. an application is neither READY nor RUNNING.",
    CONCURRENT_MODIFICATION: "It conflicts with another change.",
    STALE_REVISION: "The window does not have the revision of `ifRevision` any more.",
    IDEMPOTENCY_KEY_REUSED:
      "The idempotency key was used with another input within 24 hours; `current` is the window that came of it then, null where none has come yet.",
  },
);

@ObjectType({
  description:
    "How things stand does not allow the change: `reason` says in which way. Nothing was changed by it.",
  implements: MaintenanceError,
})
export class ConflictError extends MaintenanceError implements failures.ConflictError {
  readonly kind!: "ConflictError";

  @Field(() => ConflictReason, { description: "Why the change conflicts." })
  readonly reason!: failures.ConflictReason;

  @Field(() => MaintenanceWindow, {
    nullable: true,
    description:
      "The window as it stands (IDEMPOTENCY_KEY_REUSED: as it was created); null where there is none or it could not be read.",
  })
  readonly current!: ScheduledWindow | null;
}
