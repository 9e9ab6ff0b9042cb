import { Field, ID, InterfaceType } from "type-graphql";
import type * as schedules from "../domain/time/schedules.js";
import type * as windows from "../domain/windows/scheduled-window.js";
import { enumType } from "./enum-type.js";
import { Provider } from "./provider.js";

export const MaintenanceStatus = enumType<schedules.MaintenanceStatus>(
  "MaintenanceStatus",
  "Whether a window is open at an instant. Derived from its times, never stored.",
  {
    ACTIVE: "Open at that instant.",
    SCHEDULED: "Opens after it.",
    ENDED: "Never opens after it.",
  },
);

export const Recurrence = enumType<schedules.Recurrence>("Recurrence", "How often a window opens.", {
  NONE: "Once.",
  DAILY: "Every day at the same time in UTC.",
});

@InterfaceType({
  description:
    "What every window has, whichever provider owns it; enough for a list without one fragment per provider.",
})
export abstract class ScheduledWindow implements windows.ScheduledWindow {
  @Field(() => ID, {
    description:
      "Opaque, and stable for the life of the window. Give it to `maintenanceWindow(id:)` and to mutations.",
  })
  readonly id!: string;

  @Field(() => Provider, { description: "Who owns it." })
  readonly provider!: string;

  @Field(() => String, {
    description: "The name to show: the Flink application's or the Datadog window's.",
  })
  readonly title!: string;

  @Field(() => String, {
    description:
      "Changes whenever a field that a mutation can set changes; otherwise stable, across restarts too.",
  })
  readonly revision!: string;

  readonly kind!: string;
  readonly sourceId!: string;
  readonly schedule!: schedules.Schedule;
  readonly searchTexts!: readonly string[];
}
