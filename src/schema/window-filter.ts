import { Field, ID, InputType } from "type-graphql";
import type { FlinkApplicationStatus as ApplicationStatus } from "../datasources/flink/model.js";
import { maxSearchLength, maxSearchTerms } from "../domain/lists/constants.js";
import type { WindowFilter, WindowSelection } from "../domain/lists/window-filter.js";
import type { MaintenanceStatus as Status } from "../domain/time/schedules.js";
import type { Certainty } from "../domain/windows/certainty.js";
import { FlinkApplicationStatus } from "./flink/application.js";
import { Provider } from "./provider.js";
import { DateTime, UtcTime } from "./scalars.js";
import { MaintenanceCertainty, MaintenanceStatus } from "./scheduled-window.js";

@InputType({ description: "A range of time, from `from` (inclusive) to `to` (exclusive)." })
export class TimeRangeInput {
  @Field(() => DateTime, { description: "Start of the range, inclusive." })
  readonly from!: Date;

  @Field(() => DateTime, { description: "End of the range, exclusive. Not before `from`." })
  readonly to!: Date;
}

@InputType({
  description:
    "Selects windows by what they are about. A window must meet every condition that you set; omitted or null conditions are ignored, and an empty list matches nothing.",
})
export class MaintenanceWindowSelection implements WindowSelection {
  @Field(() => [Provider], {
    nullable: true,
    description: "Selects windows of these providers. The gateway does not call others.",
  })
  readonly providers?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Selects windows of these sources, by source id. The gateway does not call others. In lists, an unknown id is an error (INVALID_ARGUMENT); in `maintenanceNow`, it makes the verdict UNKNOWN.",
  })
  readonly sources?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Selects the windows of these Flink applications, by exact name or ARN. In `maintenanceNow`, an empty list, or an application without a known window, makes the verdict UNKNOWN.",
  })
  readonly applications?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: `Selects windows that contain every word and quoted phrase of this text, in any order, in the title, the ARN of the application (with its region, account and name), the Datadog query, or the id of the source. A word also matches a part of a word. A phrase in double quotes, such as \`"load 001"\`, matches as it stands, with its spaces; without a closing quote, it extends to the end of the text. Quotes themselves are not compared. The gateway ignores case and accents, and treats equivalent Unicode forms as equal. At most ${maxSearchLength} characters and ${maxSearchTerms} different words and phrases.`,
  })
  readonly search?: string | null;
}

@InputType({
  description:
    "Filter for windows. A window must meet every condition that you set; omitted or null conditions are ignored, and an empty list matches nothing.",
})
export class MaintenanceWindowFilter extends MaintenanceWindowSelection implements WindowFilter {
  @Field(() => [ID], {
    nullable: true,
    description:
      "Selects the windows with these ids. The gateway calls only their sources. It rejects malformed ids, and ignores ids of windows that do not exist or that you cannot read.",
  })
  readonly ids?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Selects windows of sources in these AWS regions, e.g. `eu-central-1`. The gateway does not call others. A region in which you can read no source is an error (INVALID_ARGUMENT).",
  })
  readonly regions?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Selects windows of these AWS accounts, by account id (twelve digits). The gateway does not call sources that it knows to be in another account. If it knows the accounts of all your AWS sources, an account of none of them is an error (INVALID_ARGUMENT).",
  })
  readonly accountIds?: string[] | null;

  @Field(() => [FlinkApplicationStatus], {
    nullable: true,
    description: "Selects the windows of Flink applications that have one of these statuses.",
  })
  readonly applicationStatuses?: ApplicationStatus[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: "Selects the windows that these Datadog users created, by `DatadogUser.id`.",
  })
  readonly createdBy?: string[] | null;

  @Field(() => [MaintenanceCertainty], {
    nullable: true,
    description:
      "Selects windows that have one of these certainties at the time of the request. The gateway does not call a provider whose windows never have them.",
  })
  readonly certainties?: Certainty[] | null;

  @Field(() => [MaintenanceStatus], {
    nullable: true,
    description: "Selects windows with one of these statuses, at the time of the list's first page.",
  })
  readonly statuses?: Status[] | null;

  @Field(() => [UtcTime], {
    nullable: true,
    description:
      "Selects windows that open every day at one of these times, in UTC: the `startTime` of Flink windows, and of the entries of `counts.byDailyHours`. Windows that open once do not match. The gateway does not call a provider whose windows never open every day.",
  })
  readonly startTimes?: string[] | null;

  @Field(() => DateTime, { nullable: true, description: "Selects windows that are open at this instant." })
  readonly activeAt?: Date | null;

  @Field(() => TimeRangeInput, {
    nullable: true,
    description: "Selects windows that are open at some time in this range.",
  })
  readonly overlaps?: TimeRangeInput | null;
}
