import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { defaultOccurrences, maxOccurrences } from "../domain/lists/constants.js";
import type { Interval } from "../domain/time/intervals.js";
import type { LocalInterval } from "../domain/time/wall-clock.js";
import { DateTime, TimeZone } from "./scalars.js";

@ObjectType({
  description: "One occurrence of a window, open from `startsAt` (inclusive) to `endsAt` (exclusive).",
})
export class Occurrence implements Interval {
  @Field(() => DateTime, { description: "Start of the occurrence, inclusive." })
  readonly startsAt!: Date;

  @Field(() => DateTime, { description: "End of the occurrence, exclusive; always after `startsAt`." })
  readonly endsAt!: Date;
}

/** Descriptions of the field `local`, which several types have. */
export const localDescription = "Start and end in the local time of a time zone, with their UTC offsets.";
export const localArgument = "Time zone of the local times.";

/** Descriptions of the fields `nextOccurrence` and `occurrences`, which several types have. */
export const nextOccurrenceDescription =
  "Occurrence that is open at `after`, or else the next one; null if the window does not open again.";
export const afterArgument = "Instant from which to search; by default the time of the request.";
export const occurrencesDescription =
  "Occurrences that overlap the range from `from` (inclusive) to `to` (exclusive), earliest first.";

@ArgsType()
export class OccurrencesArguments {
  @Field(() => DateTime, { description: "Start of the range, inclusive." })
  readonly from!: Date;

  @Field(() => DateTime, { description: "End of the range, exclusive. Not before `from`." })
  readonly to!: Date;

  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultOccurrences,
    description: `Maximum number of occurrences, from 0 to ${maxOccurrences}.`,
  })
  readonly first?: number | null;
}

@ObjectType({
  description:
    "An occurrence in the local time of a time zone. The two offsets differ if daylight saving time begins or ends during the occurrence.",
})
export class LocalOccurrence implements LocalInterval {
  @Field(() => TimeZone, { description: "Time zone of the local times, as requested." })
  readonly timeZone!: string;

  @Field(() => String, { description: "Local date and time of the start, `YYYY-MM-DDTHH:MM:SS`." })
  readonly startsAt!: string;

  @Field(() => String, { description: "Local date and time of the end, `YYYY-MM-DDTHH:MM:SS`." })
  readonly endsAt!: string;

  @Field(() => String, { description: "UTC offset at the start, e.g. `+02:00`." })
  readonly startOffset!: string;

  @Field(() => String, { description: "UTC offset at the end, e.g. `+01:00`." })
  readonly endOffset!: string;
}
