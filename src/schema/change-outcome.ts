import { Field, ObjectType } from "type-graphql";
import type * as changes from "../domain/windows/change-results.js";
import { enumType } from "./enum-type.js";

export const ChangeOutcome = enumType<changes.ChangeOutcome>("ChangeOutcome", "Outcome of a change.", {
  CREATED: "The window was created.",
  UPDATED: "The window was changed.",
  UNCHANGED: "The window already had these values. No change was sent to the provider.",
  DELETED: "The window was deleted.",
  VALIDATED: "The change was a dry run (`validateOnly`): it was checked, but not sent to the provider.",
});

export const WarningCode = enumType<changes.WarningCode>(
  "WarningCode",
  "Kind of warning about a change that was accepted.",
  {
    BROAD_QUERY: "The query matches every case, so all case notifications are suppressed.",
    LONG_WINDOW: "The window is unusually long: longer than seven days, unless configured otherwise.",
    STARTS_IN_PAST:
      "The window opens immediately: its start is in the past, or it had ended and was extended.",
    ALREADY_ENDED: "The window has ended and will not open again.",
    OVERLAPS_EXISTING: "Another window with the same source and query overlaps this one, now or later.",
    OVERLAPS_UNKNOWN:
      "The gateway could not read some windows of the source, so it does not know whether they overlap this one.",
    APPLIES_FROM_NEXT_SCHEDULING: "Maintenance that AWS has already scheduled keeps the old window.",
    SUBSECOND_TRUNCATED: "Fractions of a second were dropped: Datadog stores whole seconds.",
  },
);

@ObjectType({ description: "A warning about a change that was accepted." })
export class MaintenanceWarning implements changes.MaintenanceWarning {
  @Field(() => WarningCode, { description: "Machine-readable kind of warning." })
  readonly code!: changes.WarningCode;

  @Field(() => String, { description: "Human-readable explanation. Do not parse it." })
  readonly message!: string;

  @Field(() => [String], {
    nullable: true,
    description:
      'Path of the input field that caused the warning, e.g. `["input", "endsAt"]`; null if it is about the whole change.',
  })
  readonly path!: string[] | null;

  readonly related?: changes.RelatedWindows;
}

const dryRun =
  "Dry run: checks the change, but sends only reads to the provider. The outcome is VALIDATED, and `window` is the window as the change would leave it.";

/** Descriptions that the inputs and results of several changes share. */
export const changeOptions = {
  ifRevision:
    "The `revision` that the window must still have. To check it, the gateway reads the window from the provider. If the revision differs, nothing is changed, and the result is a ConflictError with STALE_REVISION and the current window. Of two callers with the same revision, only one succeeds. The gateway applies changes to a window one at a time, even across replicas as long as their shared Redis responds. Neither provider offers conditional writes, so the gateway overwrites a change that is made elsewhere between its read and its write.",
  validateOnly: `${dryRun} Rules that only the provider can check are not checked.`,
  /** For a change that can set a query. */
  validateOnlyWithQuery: `${dryRun} Rules that only the provider can check, such as the syntax of a query, are not checked.`,
} as const;
