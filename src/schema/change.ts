import { Field, ObjectType } from "type-graphql";
import type * as changes from "../domain/changes.js";
import { enumType } from "./enum-type.js";

export const ChangeOutcome = enumType<changes.ChangeOutcome>("ChangeOutcome", "The result of a write.", {
  CREATED: "The window is new.",
  UPDATED: "The window was changed.",
  UNCHANGED: "The window already had these values; nothing was sent to the provider.",
  DELETED: "The window is gone.",
  VALIDATED: "The change was checked only; nothing was sent to the provider. Not given yet.",
});

export const WarningCode = enumType<changes.WarningCode>(
  "WarningCode",
  "What the caller should know about a change that was made all the same.",
  {
    BROAD_QUERY: "The query matches every case.",
    LONG_WINDOW: "The window is unusually long. Not given yet.",
    STARTS_IN_PAST: "The window is open at once.",
    ALREADY_ENDED: "The window has ended and will not open again.",
    OVERLAPS_EXISTING: "Another window of the same query is open at the same time. Not given yet.",
    APPLIES_FROM_NEXT_SCHEDULING: "Maintenance that AWS has scheduled already keeps the old window.",
    SUBSECOND_TRUNCATED: "Datadog keeps whole seconds; the rest was cut.",
  },
);

@ObjectType({ description: "Something to know about a change that was made all the same." })
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
