import { Field, ObjectType } from "type-graphql";
import type { Interval } from "../domain/intervals.js";
import type { LocalInterval } from "../domain/wall-clock.js";
import { DateTime, TimeZone } from "./scalars.js";

@ObjectType({ description: "One opening of a window. It is open at `startsAt` and closed at `endsAt`." })
export class Occurrence implements Interval {
  @Field(() => DateTime)
  readonly startsAt!: Date;

  @Field(() => DateTime, { description: "Always after `startsAt`." })
  readonly endsAt!: Date;
}

@ObjectType({
  description:
    "An opening on the wall clock of one zone. The two offsets differ where daylight saving begins or ends within it.",
})
export class LocalOccurrence implements LocalInterval {
  @Field(() => TimeZone)
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
