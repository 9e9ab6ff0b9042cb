import { Field, ID, InterfaceType } from "type-graphql";
import type * as schedules from "../domain/schedules.js";
import type * as windows from "../domain/windows.js";
import { enumType } from "./enum-type.js";
import { Provider } from "./provider.js";

export const MaintenanceStatus = enumType<schedules.MaintenanceStatus>(
  "MaintenanceStatus",
  "Derived from the clock, never stored.",
  {
    ACTIVE: "The window is open now.",
    SCHEDULED: "The window opens later.",
    ENDED: "The window will not open again.",
  },
);

export const Recurrence = enumType<schedules.Recurrence>("Recurrence", "How often a window opens.", {
  NONE: "Once.",
  DAILY: "Every day at the same time in UTC.",
});

@InterfaceType({
  description:
    "What every window has, whichever provider owns it; enough for a list without one fragment per provider.",
  resolveType: (window: windows.ScheduledWindow) => window.kind,
})
export abstract class ScheduledWindow implements windows.ScheduledWindow {
  @Field(() => ID, {
    description:
      "Opaque, and stable for the life of the window. Give it to `maintenanceWindow(id:)` and to mutations.",
  })
  readonly id!: string;

  @Field(() => Provider)
  readonly provider!: string;

  @Field(() => String, { description: "A Flink application's name, or the name of a Datadog window." })
  readonly title!: string;

  @Field(() => String, {
    description:
      "Changes whenever a field that a mutation can set changes; the same in every process and for ever.",
  })
  readonly revision!: string;

  readonly kind!: string;
  readonly sourceId!: string;
  readonly schedule!: schedules.Schedule;
  readonly searchTexts!: readonly string[];
}
