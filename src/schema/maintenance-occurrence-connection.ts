import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import { maxOccurrencesDays, maxOccurrencesPageSize } from "../domain/lists/constants.js";
import type { OccurrenceEntry } from "../domain/lists/maintenance-occurrences.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { AssumedSize } from "./federation-directives.js";
import { SourceResult } from "./maintenance-source.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { PageInfo } from "./page-info.js";
import { DateTime } from "./scalars.js";
import { MaintenanceWindowFilter } from "./window-filter.js";

@ArgsType()
export class MaintenanceOccurrencesArguments {
  @Field(() => DateTime, { description: "The first instant of the calendar." })
  readonly from!: Date;

  @Field(() => DateTime, {
    description: `The first instant after the calendar; not before \`from\`, and at most ${maxOccurrencesDays} days after it.`,
  })
  readonly to!: Date;

  @Field(() => MaintenanceWindowFilter, {
    nullable: true,
    description: "The openings of which windows; of all of them by default.",
  })
  readonly filter?: MaintenanceWindowFilter | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: 100,
    description: `Page size, from 1 to ${maxOccurrencesPageSize}.`,
  })
  readonly first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "An `endCursor` of the same range and filter: the page after it. The first page by default.",
  })
  readonly after?: string | null;
}

@ObjectType({
  description: "One opening of one window. The window is open at `startsAt` and closed at `endsAt`.",
})
export class MaintenanceOccurrence implements OccurrenceEntry {
  @Field(() => MaintenanceWindow, { description: "The window that opens." })
  readonly window!: ScheduledWindow;

  @Field(() => DateTime, {
    description: "The first instant at which it is open; before `from` where it is already open at `from`.",
  })
  readonly startsAt!: Date;

  @Field(() => DateTime, {
    description: "The first instant at which it is closed; after `to` where it is still open at `to`.",
  })
  readonly endsAt!: Date;
}

@ObjectType({ description: "An opening and its place in the calendar." })
export class MaintenanceOccurrenceEdge {
  @Field(() => String, { description: "Opaque; only good for the same range and filter." })
  readonly cursor!: string;

  @Field(() => MaintenanceOccurrence, { description: "The opening." })
  readonly node!: OccurrenceEntry;
}

@ObjectType({ description: "A page of the calendar over all sources (Relay Cursor Connections)." })
export class MaintenanceOccurrenceConnection {
  @Field(() => [MaintenanceOccurrenceEdge], {
    description: "The openings of the page, each with its cursor.",
  })
  readonly edges!: readonly MaintenanceOccurrenceEdge[];

  @Field(() => PageInfo, { description: "Where the page is in the calendar." })
  readonly pageInfo!: PageInfo;

  @AssumedSize("SOURCES")
  @Field(() => [SourceResult], {
    description: "One entry for each source that was asked. Read it to know whether the calendar is whole.",
  })
  readonly sources!: readonly SourceResult[];
}
