import { ArgsType, Field, Int, ObjectType } from "type-graphql";
import {
  defaultOccurrencesPageSize,
  maxOccurrencesDays,
  maxOccurrencesPageSize,
} from "../domain/lists/constants.js";
import type { OccurrenceEntry } from "../domain/lists/maintenance-occurrences.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { SizedBySources } from "./federation-directives.js";
import { SourceResult } from "./maintenance-source.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { PageInfo } from "./page-info.js";
import { DateTime } from "./scalars.js";
import { MaintenanceWindowFilter } from "./window-filter.js";

@ArgsType()
export class MaintenanceOccurrencesArguments {
  @Field(() => DateTime, { description: "Start of the range, inclusive." })
  readonly from!: Date;

  @Field(() => DateTime, {
    description: `End of the range, exclusive. Not before \`from\`, and at most ${maxOccurrencesDays} days after it.`,
  })
  readonly to!: Date;

  @Field(() => MaintenanceWindowFilter, {
    nullable: true,
    description: "Windows to include; all windows by default.",
  })
  readonly filter?: MaintenanceWindowFilter | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultOccurrencesPageSize,
    description: `Page size, from 0 to ${maxOccurrencesPageSize}. With 0, the page is empty.`,
  })
  readonly first?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The `endCursor` of the previous page, with the same range and filter. Omit it for the first page.",
  })
  readonly after?: string | null;
}

@ObjectType({
  description:
    "One occurrence in the calendar, with its window. The window is open from `startsAt` (inclusive) to `endsAt` (exclusive).",
})
export class MaintenanceOccurrence implements OccurrenceEntry {
  @Field(() => MaintenanceWindow, { description: "The window that is open during the occurrence." })
  readonly window!: ScheduledWindow;

  @Field(() => DateTime, {
    description:
      "Start of the occurrence, inclusive. Before the calendar's `from` if the window was already open then.",
  })
  readonly startsAt!: Date;

  @Field(() => DateTime, {
    description:
      "End of the occurrence, exclusive. After the calendar's `to` if the window is still open then.",
  })
  readonly endsAt!: Date;
}

@ObjectType({ description: "An occurrence and its position in the calendar." })
export class MaintenanceOccurrenceEdge {
  @Field(() => String, { description: "Opaque cursor. Valid only for the same range and filter." })
  readonly cursor!: string;

  @Field(() => MaintenanceOccurrence, { description: "The occurrence." })
  readonly node!: OccurrenceEntry;
}

@ObjectType({
  description: "A page of the calendar of all sources. Source: Relay, GraphQL Cursor Connections.",
})
export class MaintenanceOccurrenceConnection {
  @Field(() => [MaintenanceOccurrenceEdge], {
    description: "Occurrences on this page, each with its cursor.",
  })
  readonly edges!: readonly MaintenanceOccurrenceEdge[];

  @Field(() => PageInfo, { description: "Position of the page in the calendar." })
  readonly pageInfo!: PageInfo;

  readonly totalCount!: () => number;

  @SizedBySources()
  @Field(() => [SourceResult], {
    description:
      "One entry for each source that the filter selects. The calendar is complete and current only if every `state` is OK.",
  })
  readonly sources!: readonly SourceResult[];
}
