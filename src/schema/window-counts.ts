import { Field, Int, ObjectType } from "type-graphql";
import type { DailyHoursCount } from "../domain/lists/daily-hours.js";
import type * as counts from "../domain/lists/window-counts.js";
import type { DailySchedule, MaintenanceStatus as Status } from "../domain/time/schedules.js";
import type { Certainty } from "../domain/windows/certainty.js";
import { AssumedSize, SizedBySources } from "./federation-directives.js";
import { MaintenanceSource } from "./maintenance-source.js";
import { Provider } from "./provider.js";
import { UtcTime } from "./scalars.js";
import { MaintenanceCertainty, MaintenanceStatus } from "./scheduled-window.js";

const count = "Number of these windows.";

@ObjectType({ description: "Number of windows with one status." })
export class MaintenanceStatusCount {
  @Field(() => MaintenanceStatus, { description: "The status." })
  readonly status!: Status;

  @Field(() => Int, { description: count })
  readonly count!: number;
}

@ObjectType({ description: "Number of windows with one certainty." })
export class MaintenanceCertaintyCount {
  @Field(() => MaintenanceCertainty, { description: "The certainty." })
  readonly certainty!: Certainty;

  @Field(() => Int, { description: count })
  readonly count!: number;
}

@ObjectType({ description: "Number of windows of one provider." })
export class ProviderCount implements counts.ProviderCount {
  @Field(() => Provider, { description: "The provider." })
  readonly provider!: string;

  @Field(() => Int, {
    nullable: true,
    description: "Number of these windows; null if every source of the provider is FAILED.",
  })
  readonly count!: number | null;
}

@ObjectType({ description: "Number of windows of one source." })
export class MaintenanceSourceCount implements counts.SourceCount {
  @Field(() => MaintenanceSource, { description: "The source." })
  readonly source!: MaintenanceSource;

  @Field(() => Int, {
    nullable: true,
    description:
      "Number of these windows; null if the source is FAILED. A window that several sources list counts for one of them.",
  })
  readonly count!: number | null;
}

@ObjectType({ description: "Number of windows that open every day at one time." })
export class MaintenanceDailyHoursCount implements DailyHoursCount {
  @Field(() => UtcTime, {
    description:
      "Time at which these windows open every day, in UTC. `filter: { startTimes }` with this time selects them.",
  })
  readonly startTime!: string;

  @Field(() => UtcTime, {
    description:
      "Time at which these windows close, in UTC, possibly on the next day. If they close at different times, the latest.",
  })
  readonly endTime!: string;

  @Field(() => Int, { description: count })
  readonly count!: number;

  readonly schedule!: DailySchedule;
}

@ObjectType({
  description:
    "Numbers of the windows on all pages of a list, by their fields. Like `totalCount`, they lack the windows of FAILED sources and those in `unreadable`.",
})
export class MaintenanceWindowCounts implements counts.WindowCounts {
  @AssumedSize("STATUSES")
  @Field(() => [MaintenanceStatusCount], {
    description: "One entry for each status. The statuses are those at the time of the list's first page.",
  })
  readonly byStatus!: readonly MaintenanceStatusCount[];

  @AssumedSize("CERTAINTIES")
  @Field(() => [MaintenanceCertaintyCount], {
    description: "One entry for each certainty, at the time of the request.",
  })
  readonly byCertainty!: readonly MaintenanceCertaintyCount[];

  @AssumedSize("PROVIDERS")
  @Field(() => [ProviderCount], {
    description: "One entry for each provider of a source that the filter selects.",
  })
  readonly byProvider!: readonly ProviderCount[];

  @SizedBySources()
  @Field(() => [MaintenanceSourceCount], {
    description: "One entry for each source that the filter selects, in the order of `sources`.",
  })
  readonly bySource!: readonly MaintenanceSourceCount[];

  readonly byDailyHours!: (first: number) => readonly DailyHoursCount[];
}
