import { Field, ID, InterfaceType } from "type-graphql";
import type * as schedules from "../domain/time/schedules.js";
import type * as certainty from "../domain/windows/certainty.js";
import { underwayReachHours } from "../domain/windows/certainty.js";
import type * as windows from "../domain/windows/scheduled-window.js";
import { enumType } from "./enum-type.js";
import { Provider } from "./provider.js";

export const MaintenanceStatus = enumType<schedules.MaintenanceStatus>(
  "MaintenanceStatus",
  "Status of a window at an instant, computed from its times.",
  {
    ACTIVE: "The window is open.",
    SCHEDULED: "The window is closed and will open later.",
    ENDED: "The window is closed and will not open again.",
  },
);

export const Recurrence = enumType<schedules.Recurrence>("Recurrence", "How often a window opens.", {
  NONE: "The window opens once.",
  DAILY: "The window opens every day, at the same time in UTC.",
});

export const MaintenanceCertainty = enumType<certainty.Certainty>(
  "MaintenanceCertainty",
  "How certain maintenance is in a window.",
  {
    UNDERWAY: `The provider reports that it performs maintenance now: the status of the Flink application is MAINTENANCE. The window can be closed meanwhile. A report has no start and no end, so it counts for instants up to ${underwayReachHours} hours before and after the request.`,
    DECLARED: "People announced the maintenance: a Datadog window.",
    POSSIBLE:
      "The provider may perform maintenance while the window is open, but mostly does not: a Flink window. AWS chooses the days and announces them by email and in AWS Health, not in the API that the gateway reads.",
  },
);

@InterfaceType({
  description:
    "Fields that every window has, whatever its provider. Use one fragment on this interface instead of one for each provider.",
})
export abstract class ScheduledWindow implements windows.ScheduledWindow {
  @Field(() => ID, {
    description:
      "Opaque id, stable for the lifetime of the window. Use it in `maintenanceWindow(id:)` and in mutations.",
  })
  readonly id!: string;

  @Field(() => Provider, { description: "Provider of the window." })
  readonly provider!: string;

  @Field(() => String, {
    description: "Display name: the name of the Flink application or of the Datadog window.",
  })
  readonly title!: string;

  @Field(() => String, {
    description:
      "Revision of the window, to pass as `ifRevision`. It depends only on the fields that a mutation can set, so it survives restarts of the gateway.",
  })
  readonly revision!: string;

  @Field(() => String, {
    nullable: true,
    description:
      "URL of a page in the provider's console from which you can find the window: AWS's list of the applications in the region, or Datadog's list of maintenance windows. Neither provider documents a page for one window. In AWS partitions without a known list, it is the start page of the console. Null if no page is known, or if the source has an endpoint that is not the provider's, e.g. an emulator's.",
  })
  readonly consoleUrl!: string | null;

  readonly kind!: string;
  readonly sourceId!: string;
  readonly schedule!: schedules.Schedule;
  readonly scheduledCertainty!: windows.ScheduledWindow["scheduledCertainty"];
  readonly isUnderway!: boolean | null;
  readonly accountId!: string | null;
  readonly applicationStatus!: string | null;
  readonly createdById!: string | null;
  readonly searchTexts!: readonly string[];
  readonly applicationNames!: readonly string[];
}
