import { Field, ObjectType } from "type-graphql";
import type * as changes from "../domain/windows/change-results.js";
import { enumType } from "./enum-type.js";

export const ChangeOutcome = enumType<changes.ChangeOutcome>("ChangeOutcome", "The result of a write.", {
  CREATED: "The window is new.",
  UPDATED: "The window was changed.",
  UNCHANGED: "The window already had these values; nothing was sent to the provider.",
  DELETED: "The window is gone.",
  VALIDATED: "The change was checked only, as `validateOnly` asks; nothing was sent to the provider.",
});

export const WarningCode = enumType<changes.WarningCode>(
  "WarningCode",
  "What the caller should know about a change although it was not refused.",
  {
    BROAD_QUERY: "The query matches every case.",
    LONG_WINDOW:
      "The window is unusually long: more than seven days, unless the gateway is configured otherwise.",
    STARTS_IN_PAST: "The window is open at once: it began in the past, or had ended and was extended.",
    ALREADY_ENDED: "The window has ended and will not open again.",
    OVERLAPS_EXISTING: "Another window of the same source and query is open at the same time, now or later.",
    APPLIES_FROM_NEXT_SCHEDULING: "Maintenance that AWS has scheduled already keeps the old window.",
    SUBSECOND_TRUNCATED: "Datadog keeps whole seconds; the rest was cut.",
  },
);

@ObjectType({ description: "Something to know about a change although it was not refused." })
export class MaintenanceWarning implements changes.MaintenanceWarning {
  @Field(() => WarningCode, { description: "What it is about, for programs." })
  readonly code!: changes.WarningCode;

  @Field(() => String, { description: "For a person." })
  readonly message!: string;

  @Field(() => [String], {
    nullable: true,
    description: "The input field that it is about; null where it is about the whole change.",
  })
  readonly path!: string[] | null;
}

/** Descriptions of the arguments that changes share. */
export const changeOptions = {
  ifRevision:
    "The `revision` that the window must still have, by a fresh read of the provider; else the result is a ConflictError with reason STALE_REVISION and the window as it stands. The gateway's own writes of a window wait for each other (in all replicas, while the Redis that they share answers), so that of two callers with the same revision one wins. Neither provider offers a conditional write: a change that is made past the gateway between its read and its write is overwritten.",
  validateOnly:
    "Checks everything, and sends nothing to the provider but reads: the outcome is VALIDATED and `window` is as it would be. What only the provider can judge, such as the syntax of a query, stays open.",
} as const;
