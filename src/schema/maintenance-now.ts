import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import type { MaintenanceSource as Source } from "../domain/sources.js";
import type { Duration as Length } from "../domain/time/durations.js";
import type * as candidates from "../domain/verdict/candidates.js";
import {
  defaultAnswerSize,
  defaultCountedCertainties,
  maxAnswerSize,
  maxLastingDays,
} from "../domain/verdict/constants.js";
import type * as verdict from "../domain/verdict/maintenance-verdict.js";
import type * as missing from "../domain/verdict/missing-information.js";
import type { Certainty } from "../domain/windows/certainty.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { enumType } from "./enum-type.js";
import { SizedBySources } from "./federation-directives.js";
import { MaintenanceSource, SourceResult } from "./maintenance-source.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { DateTime, Duration } from "./scalars.js";
import { MaintenanceCertainty } from "./scheduled-window.js";
import { MaintenanceWindowSelection } from "./window-filter.js";

export const MaintenanceVerdict = enumType<verdict.Verdict>(
  "MaintenanceVerdict",
  "Answer to the question whether there is maintenance.",
  {
    CLEAR:
      "No window that counts is open or opens within `lasting`, and no information is missing that could contain one.",
    IN_MAINTENANCE:
      "A window that counts is open, opens within `lasting`, or its maintenance is under way. `reasons` contains it.",
    UNKNOWN:
      "Information is missing that could contain a window that counts. `missing` says what. Treat it like IN_MAINTENANCE, unless you decide otherwise.",
  },
);

export const MissingInformationKind = enumType<missing.MissingInformationKind>(
  "MissingInformationKind",
  "Kind of information that a verdict lacks.",
  {
    NO_SOURCE:
      "No source that you can read has windows that match the filter and count: the filter excludes all, or you lack the scopes.",
    SOURCE_NOT_FOUND: "The filter names a source that does not exist, or that you cannot read.",
    SOURCE_FAILED: "A source could not be read, and the cache holds none of its windows.",
    SOURCE_STALE: "The data of a source is older than you accept.",
    SOURCE_PARTIAL: "Windows of a source could not be read, and they can match the filter.",
    APPLICATION_NOT_FOUND: "The filter names an application of which no maintenance window is known.",
    STATUS_UNKNOWN:
      "AWS reports a status of an application that this version of the gateway does not know, so maintenance may be under way.",
  },
);

/** The arguments of a question about now. */
@ArgsType()
export class LiveMaintenanceNowArguments {
  @Field(() => Duration, {
    nullable: true,
    description: `Time for which it must stay clear, e.g. \`PT45M\` for the length of a deployment. A window counts if it opens by the end of this time, inclusive. At most ${maxLastingDays} days, without months or years; omit it to check only the instant \`at\`.`,
  })
  readonly lasting?: Length | null;

  @Field(() => MaintenanceWindowSelection, {
    nullable: true,
    description: "Windows to include; all windows by default.",
  })
  readonly filter?: MaintenanceWindowSelection | null;

  @Field(() => [MaintenanceCertainty], {
    nullable: true,
    defaultValue: defaultCountedCertainties,
    description:
      "Certainties that count for the verdict; a list replaces the default. By default, POSSIBLE does not count, because each Flink window is open eight hours a day. `windows` still contains it.",
  })
  readonly countedCertainties?: Certainty[] | null;

  @Field(() => Duration, {
    nullable: true,
    description:
      "Maximum age of the data, at least one second. The verdict is UNKNOWN if data that could change it is older. By default, data counts until its source is STALE. `maxAge` causes no read, so choose more than the age that cached data can have: 60 seconds, or five minutes if POSSIBLE counts, unless configured otherwise.",
  })
  readonly maxAge?: Length | null;
}

@ArgsType()
export class MaintenanceNowArguments extends LiveMaintenanceNowArguments {
  @Field(() => DateTime, {
    nullable: true,
    description: "Instant to check; by default the time of the request.",
  })
  readonly at?: Date | null;
}

@ObjectType({ description: "A window that counts for a verdict." })
export class MaintenanceReason implements candidates.MaintenanceReason {
  @Field(() => MaintenanceWindow, { description: "The window." })
  readonly window!: ScheduledWindow;

  @Field(() => MaintenanceCertainty, { description: "How certain the maintenance is." })
  readonly certainty!: Certainty;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "Start of the occurrence, inclusive. Null if maintenance is under way while the window is closed.",
  })
  readonly startsAt!: Date | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "End of the occurrence, exclusive. Null if maintenance is under way: no provider reports its end.",
  })
  readonly endsAt!: Date | null;
}

@ObjectType({ description: "Information that a verdict lacks." })
export class MissingInformation implements missing.MissingInformation {
  @Field(() => MissingInformationKind, { description: "Machine-readable kind." })
  readonly kind!: missing.MissingInformationKind;

  @Field(() => String, { description: "Human-readable explanation. Do not parse it." })
  readonly message!: string;

  @Field(() => MaintenanceSource, {
    nullable: true,
    description: "The source that lacks it; null if it is not about one source.",
  })
  readonly source!: Source | null;
}

@ObjectType({
  description:
    "Whether there is maintenance at an instant, or within a time from it, e.g. for a deployment gate or a banner.",
})
export class MaintenanceNow {
  /** Null for the time of the request. */
  readonly at!: Date | null;
  readonly windows!: verdict.MaintenanceVerdict["windows"];
  readonly windowCount!: number;
  readonly reasons!: readonly candidates.MaintenanceReason[];
  readonly missing!: readonly missing.MissingInformation[];
  readonly clearAt!: verdict.MaintenanceVerdict["clearAt"];
  readonly nextChangeAt!: verdict.MaintenanceVerdict["nextChangeAt"];

  @Field(() => MaintenanceVerdict, {
    description: "The answer. It is CLEAR only if all information that could change it is there.",
  })
  readonly verdict!: verdict.Verdict;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "Instant at which the first of the windows that count opens; null if one is already open or under way, or if none opens within `lasting`.",
  })
  readonly opensAt!: Date | null;

  @SizedBySources()
  @Field(() => [SourceResult], { description: "One entry for each source that the filter selects." })
  readonly sources!: readonly SourceResult[];
}

/** The arguments of the lists of an answer. */
@ArgsType()
export class AnswerSizeArguments {
  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultAnswerSize,
    description: `Maximum number of entries, from 0 to ${maxAnswerSize}.`,
  })
  readonly first?: number | null;
}
