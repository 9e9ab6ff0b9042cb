import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { maxOccurrences } from "../domain/lists/constants.js";
import type { Interval } from "../domain/time/intervals.js";
import type { LocalInterval } from "../domain/time/wall-clock.js";
import { DateTime, TimeZone } from "./scalars.js";

@ObjectType({ description: "One opening of a window. It is open at `startsAt` and closed at `endsAt`." })
export class Occurrence implements Interval {
  @Field(() => DateTime, { description: "The first instant at which it is open." })
  readonly startsAt!: Date;

  @Field(() => DateTime, { description: "The first instant at which it is closed; always after `startsAt`." })
  readonly endsAt!: Date;
}

@ArgsType()
export class OccurrencesArguments {
  @Field(() => DateTime, { description: "The first instant of the range." })
  readonly from!: Date;

  @Field(() => DateTime, { description: "The first instant after the range; not before `from`." })
  readonly to!: Date;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 50,
    description: `How many at the most, from 1 to ${maxOccurrences}.`,
  })
  readonly first?: number | null;
}

@ObjectType({
  description:
    "An opening on the wall clock of one zone. The two offsets differ where daylight saving begins or ends within it.",
})
export class LocalOccurrence implements LocalInterval {
  @Field(() => TimeZone, { description: "The zone that was asked for." })
  readonly timeZone!: string;

  @Field(() => String, { description: "Date and time on the wall clock, `YYYY-MM-DDTHH:MM:SS`." })
  readonly startsAt!: string;

  @Field(() => String, { description: "Date and time on the wall clock, `YYYY-MM-DDTHH:MM:SS`." })
  readonly endsAt!: string;

  @Field(() => String, { description: "The offset from UTC in force at the start, e.g. `+02:00`." })
  readonly startOffset!: string;

  @Field(() => String, { description: "The offset from UTC in force at the end, e.g. `+01:00`." })
  readonly endOffset!: string;
}
