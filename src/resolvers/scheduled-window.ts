import { Arg, Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import { defaultOccurrences, maxOccurrences } from "../domain/lists/constants.js";
import { listOccurrences } from "../domain/lists/window-occurrences.js";
import type { MaintenanceSource as Source } from "../domain/sources.js";
import type { Interval } from "../domain/time/intervals.js";
import type { Recurrence as Repeats, MaintenanceStatus as Status } from "../domain/time/schedules.js";
import { nextOccurrence, statusAt } from "../domain/time/schedules.js";
import type { LocalInterval } from "../domain/time/wall-clock.js";
import { toLocalInterval } from "../domain/time/wall-clock.js";
import type { Certainty } from "../domain/windows/certainty.js";
import { certaintyAt, currentCertainty } from "../domain/windows/certainty.js";
import { LocalTimeCost, SizedByFirst } from "../schema/federation-directives.js";
import { MaintenanceSource } from "../schema/maintenance-source.js";
import {
  afterArgument,
  LocalOccurrence,
  localArgument,
  localDescription,
  nextOccurrenceDescription,
  Occurrence,
  OccurrencesArguments,
  occurrencesDescription,
} from "../schema/occurrence.js";
import { DateTime, TimeZone } from "../schema/scalars.js";
import {
  MaintenanceCertainty,
  MaintenanceStatus,
  Recurrence,
  ScheduledWindow,
} from "../schema/scheduled-window.js";

@Resolver(() => ScheduledWindow)
export class ScheduledWindowResolver {
  @FieldResolver(() => MaintenanceSource, { description: "Source that the window was read from." })
  source(@Root() window: ScheduledWindow, @Ctx() { inventory }: ResolverContext): Source {
    return inventory.sourceOf(window);
  }

  @FieldResolver(() => MaintenanceStatus, { description: "Status of the window at `at`." })
  status(
    @Root() window: ScheduledWindow,
    @Arg("at", () => DateTime, {
      nullable: true,
      description: "Instant at which to compute the status; by default the time of the request.",
    })
    at: Date | null,
    @Ctx() context: ResolverContext,
  ): Status {
    return statusAt(window.schedule, at ?? context.nowFor(window));
  }

  @FieldResolver(() => MaintenanceCertainty, {
    description:
      "How certain maintenance is in the window. Differs from `status`: a Flink window is ACTIVE every day, but AWS performs maintenance in few of its occurrences, and an application can be under maintenance while its window is closed.",
  })
  certainty(
    @Root() window: ScheduledWindow,
    @Arg("at", () => DateTime, {
      nullable: true,
      description: "Instant that the certainty is about; by default the time of the request.",
    })
    at: Date | null,
    @Ctx() context: ResolverContext,
  ): Certainty {
    return at && window.isUnderway === true ? certaintyAt(window, at, context.now) : currentCertainty(window);
  }

  @FieldResolver(() => Recurrence, { description: "How often the window opens." })
  recurrence(@Root() window: ScheduledWindow): Repeats {
    return window.schedule.recurrence;
  }

  @FieldResolver(() => Occurrence, { nullable: true, description: nextOccurrenceDescription })
  nextOccurrence(
    @Root() window: ScheduledWindow,
    @Arg("after", () => DateTime, { nullable: true, description: afterArgument }) after: Date | null,
    @Ctx() context: ResolverContext,
  ): Interval | null {
    return nextOccurrence(window.schedule, after ?? context.nowFor(window));
  }

  @SizedByFirst(maxOccurrences)
  @FieldResolver(() => [Occurrence], { description: occurrencesDescription })
  occurrences(
    @Root() window: ScheduledWindow,
    @Args(() => OccurrencesArguments) { from, to, first }: OccurrencesArguments,
  ): readonly Interval[] {
    return listOccurrences(window.schedule, { from, to, first: first ?? defaultOccurrences });
  }
}

@Resolver(() => Occurrence)
export class OccurrenceResolver {
  @LocalTimeCost()
  @FieldResolver(() => LocalOccurrence, { description: localDescription })
  local(
    @Root() occurrence: Occurrence,
    @Arg("timeZone", () => TimeZone, { description: localArgument }) timeZone: string,
  ): LocalInterval {
    return toLocalInterval(occurrence, timeZone);
  }
}
