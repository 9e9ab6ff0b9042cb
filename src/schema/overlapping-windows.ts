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
      "Includes windows whose first overlapping occurrence has one of these certainties; a list replaces the default. The default leaves out POSSIBLE, because each Flink window is open eight hours a day. The gateway does not call providers whose windows never have these certainties. An empty list matches nothing.",
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
      "First range in which both windows are open: the common part of two of their occurrences. If both are already open, it starts before the time of the request. It always ends after that time.",
  })
  readonly firstOverlap!: Interval;

  @Field(() => MaintenanceCertainty, {
    description: "How certain maintenance is in the occurrence of `window` that overlaps.",
  })
  readonly certainty!: Certainty;
}

// Composers reject a cost on a field of an interface, so the type has it.
@ProviderCallCost()
@ObjectType({
  description:
    "Windows of any source that are open at the same time as one window. It has `hasMore` instead of a total, so that its cost does not depend on the number of windows.",
})
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
