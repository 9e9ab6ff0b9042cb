import { ArgsType, Field, ID, InputType, Int, ObjectType } from "type-graphql";
import type { FlinkApplicationFilter as Filter } from "../../datasources/flink/application-filter.js";
import { defaultApplicationPageSize, maxApplicationPageSize } from "../../datasources/flink/constants.js";
import type * as flink from "../../datasources/flink/model.js";
import { maxSearchLength, maxSearchTerms } from "../../domain/lists/constants.js";
import { SizedBySources } from "../federation-directives.js";
import { SourceResult } from "../maintenance-source.js";
import { PageInfo } from "../page-info.js";
import { FlinkApplication, FlinkApplicationStatus } from "./application.js";

@InputType({
  description:
    "Filter for Flink applications. An application must meet every condition that you set; omitted or null conditions are ignored, and an empty list matches nothing.",
})
export class FlinkApplicationFilter implements Filter {
  @Field(() => [ID], {
    nullable: true,
    description:
      "Selects applications of these AWS sources, by source id. The gateway does not call others. An id of no AWS source that you can read is an error (INVALID_ARGUMENT).",
  })
  readonly sources?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Selects applications in these AWS regions, e.g. `eu-central-1`. The gateway does not call others. A region of no source that you can read is an error (INVALID_ARGUMENT).",
  })
  readonly regions?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      "Selects applications of these AWS accounts, by account id. The gateway does not call sources of which it knows another account. If it knows the account of each source that you can read, an id of none of them is an error (INVALID_ARGUMENT).",
  })
  readonly accountIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: "Selects these applications, by exact name or ARN." })
  readonly applications?: string[] | null;

  @Field(() => [FlinkApplicationStatus], {
    nullable: true,
    description: "Selects applications with one of these statuses.",
  })
  readonly statuses?: flink.FlinkApplicationStatus[] | null;

  @Field(() => [String], {
    nullable: true,
    description:
      "Selects applications with one of these runtime environments, exactly as AWS spells them, e.g. `FLINK-1_20`.",
  })
  readonly runtimeEnvironments?: string[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Selects applications with a maintenance window (true), or without one (false), e.g. SQL applications.",
  })
  readonly hasMaintenanceWindow?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description: `Selects applications that contain every word and quoted phrase of this text, in any order, in the name, the ARN, the description, or the id of the source. Phrases and comparisons are the same as in \`MaintenanceWindowFilter.search\`. At most ${maxSearchLength} characters and ${maxSearchTerms} different words and phrases.`,
  })
  readonly search?: string | null;
}

@ArgsType()
export class FlinkApplicationsArguments {
  @Field(() => FlinkApplicationFilter, {
    nullable: true,
    description: "Applications to include; all applications by default.",
  })
  readonly filter?: FlinkApplicationFilter | null;

  @Field(() => Int, {
    nullable: true,
    defaultValue: defaultApplicationPageSize,
    description: `Page size, from 0 to ${maxApplicationPageSize}. With 0, the page is empty.`,
  })
  readonly first?: number | null;

  @Field(() => String, {
    nullable: true,
    description: "The `endCursor` of the previous page, with the same filter. Omit it for the first page.",
  })
  readonly after?: string | null;
}

@ObjectType({ description: "An application and its position in the list." })
export class FlinkApplicationEdge {
  @Field(() => String, { description: "Opaque cursor. Valid only for the same filter." })
  readonly cursor!: string;

  @Field(() => FlinkApplication, { description: "The application." })
  readonly node!: flink.FlinkApplication;
}

@ObjectType({
  description:
    "A page of Flink applications from all AWS sources. Source: Relay, GraphQL Cursor Connections.",
})
export class FlinkApplicationConnection {
  @Field(() => [FlinkApplicationEdge], { description: "Applications on this page, each with its cursor." })
  readonly edges!: readonly FlinkApplicationEdge[];

  @Field(() => PageInfo, { description: "Position of the page in the list." })
  readonly pageInfo!: PageInfo;

  @SizedBySources()
  @Field(() => [SourceResult], {
    description:
      "One entry for each source that the filter selects. The list is complete and current if every `state` is OK. A source is also PARTIAL if AWS maintains an application without reporting a window; the list then still contains the application.",
  })
  readonly sources!: readonly SourceResult[];

  @Field(() => Int, {
    description:
      "Number of applications on all pages, without the applications of FAILED sources and those that could not be read.",
  })
  readonly totalCount!: number;
}
