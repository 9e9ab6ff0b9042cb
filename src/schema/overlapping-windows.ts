import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { defaultOverlaps, maxOverlaps } from "../domain/lists/constants.js";
import type * as overlaps from "../domain/lists/overlapping-windows.js";
import type { Interval } from "../domain/time/intervals.js";
import { defaultCountedCertainties } from "../domain/verdict/constants.js";
import type { Certainty } from "../domain/windows/certainty.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { ProviderCallCost, SizedBySources } from "./federation-directives.js";
import { SourceResult } from "./maintenance-source.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { Occurrence } from "./occurrence.js";
import { MaintenanceCertainty } from "./scheduled-window.js";

@ArgsType()
export class OverlappingWindowsArguments {
  @Field(() => [MaintenanceCertainty], {
    nullable: true,
    defaultValue: defaultCountedCertainties,
    description:
      "Certainties to include, by the certainty of the other window's first occurrence that overlaps; a list replaces the default. By default, POSSIBLE is not included, because each Flink window is open eight hours a day. The gateway does not call a provider whose windows never have them. An empty list matches nothing.",
  })
  readonly certainties?: Certainty[] | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultOverlaps,
    description: `Maximum number of windows, from 0 to ${maxOverlaps}. With 0, \`hasMore\` says whether there is any.`,
  })
  readonly first?: number | null;
}

@ObjectType({ description: "A window that is open at the same time as another one." })
export class OverlappingWindow implements overlaps.OverlappingWindow {
  @Field(() => MaintenanceWindow, { description: "The window." })
  readonly window!: ScheduledWindow;

  @Field(() => Occurrence, {
    description:
      "First range in which both windows are open: the common part of two of their occurrences. It starts before the time of the request if both are already open, and ends after it.",
  })
  readonly firstOverlap!: Interval;

  @Field(() => MaintenanceCertainty, {
    description: "How certain maintenance is in the occurrence of `window` that overlaps.",
  })
  readonly certainty!: Certainty;
}

// Composers reject a cost on a field of an interface, so the type has it.
@ProviderCallCost()
@ObjectType({ description: "Windows of any source that are open at the same time as one window." })
export class OverlappingWindows implements overlaps.OverlappingWindows {
  @Field(() => [OverlappingWindow], {
    description:
      "The first of these windows, each once. They are ordered by the start of their first occurrence that overlaps, then by id.",
  })
  readonly nodes!: readonly overlaps.OverlappingWindow[];

  @Field(() => Boolean, { description: "Whether there are more such windows." })
  readonly hasMore!: boolean;

  @SizedBySources()
  @Field(() => [SourceResult], {
    description:
      "One entry for each source that you can read and that can have such windows. `nodes` is complete and current only if every `state` is OK.",
  })
  readonly sources!: readonly SourceResult[];
}
