import { Field, InterfaceType } from "type-graphql";
import type * as changes from "../domain/windows/change-results.js";
import { ChangeOutcome, MaintenanceWarning } from "./change-outcome.js";
import { AssumedSize } from "./federation-directives.js";
import { ScheduledWindow } from "./scheduled-window.js";

@InterfaceType({
  description:
    "A successful change to a window, or its dry run, whatever its provider. Use one fragment on this interface instead of one for each result type.",
})
export abstract class MaintenanceWindowChange implements changes.MaintenanceWindowChange<ScheduledWindow> {
  readonly kind!: string;

  @Field(() => ChangeOutcome, { description: "Outcome of the change." })
  readonly outcome!: changes.ChangeOutcome;

  @Field(() => ScheduledWindow, {
    description:
      "The window after the change; a deleted window as it was before. For a dry run (VALIDATED), the window as the change would leave it, or the window that it would delete.",
  })
  readonly window!: ScheduledWindow;

  @Field(() => ScheduledWindow, {
    nullable: true,
    description:
      "The window before the change; null if there was none. It may come from the gateway's cache.",
  })
  readonly previous!: ScheduledWindow | null;

  @AssumedSize("WARNINGS")
  @Field(() => [MaintenanceWarning], { description: "Warnings about the change; empty if there are none." })
  readonly warnings!: readonly MaintenanceWarning[];
}

/** Description of `window` in the result of a change that is not a deletion. */
export const changedWindow =
  "The window after the change. For a dry run (VALIDATED), the window as the change would leave it.";
