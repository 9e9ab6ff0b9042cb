import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import { invalid } from "../domain/errors.js";
import type { Interval } from "../domain/intervals.js";
import type { Recurrence as Repeats, MaintenanceStatus as Status } from "../domain/schedules.js";
import { nextOccurrence, occurrencesWithin, statusAt } from "../domain/schedules.js";
import type { MaintenanceSource as Source } from "../domain/sources.js";
import type { LocalInterval } from "../domain/wall-clock.js";
import { onWallClock } from "../domain/wall-clock.js";
import { MaintenanceSource } from "../schema/maintenance-source.js";
import { LocalOccurrence, Occurrence } from "../schema/occurrence.js";
import { DateTime, TimeZone } from "../schema/scalars.js";
import { MaintenanceStatus, Recurrence, ScheduledWindow } from "../schema/scheduled-window.js";

const maxOccurrences = 1000;

@Resolver(() => ScheduledWindow)
export class ScheduledWindowResolver {
  @FieldResolver(() => MaintenanceSource, { description: "The upstream that it was read from." })
  source(@Root() window: ScheduledWindow, @Ctx() { inventory }: Context): Source {
    return inventory.sourceOf(window);
  }

  @FieldResolver(() => MaintenanceStatus, {
    description: "At an instant; by default at that of the request.",
  })
  status(
    @Root() window: ScheduledWindow,
    @Arg("at", () => DateTime, { nullable: true }) at: Date | null,
    @Ctx() { now }: Context,
  ): Status {
    return statusAt(window.schedule, at ?? now);
  }

  @FieldResolver(() => Recurrence)
  recurrence(@Root() window: ScheduledWindow): Repeats {
    return window.schedule.recurrence;
  }

  @FieldResolver(() => Occurrence, {
    nullable: true,
    description:
      "The opening that runs at an instant, else the next one; by default at that of the request. Null once ENDED.",
  })
  nextOccurrence(
    @Root() window: ScheduledWindow,
    @Arg("after", () => DateTime, { nullable: true }) after: Date | null,
    @Ctx() { now }: Context,
  ): Interval | null {
    return nextOccurrence(window.schedule, after ?? now);
  }

  @FieldResolver(() => [Occurrence], {
    description: `The first openings, in time order, that share an instant with the half-open range; \`first\` is from 1 to ${maxOccurrences}.`,
  })
  occurrences(
    @Root() window: ScheduledWindow,
    @Arg("from", () => DateTime) from: Date,
    @Arg("to", () => DateTime, { description: "Not before `from`." }) to: Date,
    @Arg("first", () => Int, { nullable: true, defaultValue: 50 }) first: number | null,
  ): readonly Interval[] {
    const count = first ?? 50;
    if (to < from) {
      throw invalid([{ path: ["to"], code: "ENDS_BEFORE_START", message: "to must not be before from." }]);
    }
    if (count < 1 || count > maxOccurrences) {
      const message = `first must be from 1 to ${maxOccurrences}.`;
      throw invalid([{ path: ["first"], code: "OUT_OF_RANGE", message }]);
    }
    return occurrencesWithin(window.schedule, { startsAt: from, endsAt: to }, count);
  }
}

@Resolver(() => Occurrence)
export class OccurrenceResolver {
  @FieldResolver(() => LocalOccurrence, { description: "The same instants on the wall clock of a zone." })
  local(@Root() occurrence: Occurrence, @Arg("timeZone", () => TimeZone) timeZone: string): LocalInterval {
    return onWallClock(occurrence, timeZone);
  }
}
