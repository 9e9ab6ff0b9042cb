import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import type { ResolverContext } from "../context.js";
import type { ApplicationListPage } from "../datasources/flink/application-pages.js";
import { planApplicationList } from "../datasources/flink/application-pages.js";
import {
  defaultApplicationPageSize,
  defaultHistoryRuns,
  maxApplicationPageSize,
  maxHistoryRuns,
} from "../datasources/flink/constants.js";
import { toWindow } from "../datasources/flink/mapping.js";
import type * as flink from "../datasources/flink/model.js";
import { providerName } from "../datasources/flink/model.js";
import type { Failure } from "../domain/failures/failure.js";
import type { Scope } from "../domain/permissions.js";
import type { Provenance } from "../inventory/source-reads.js";
import { ProviderCallCost, SizedByFirst, WindowMutation } from "../schema/federation-directives.js";
import { FlinkApplication } from "../schema/flink/application.js";
import {
  FlinkApplicationConnection,
  FlinkApplicationsArguments,
} from "../schema/flink/application-connection.js";
import { UpdateFlinkMaintenanceWindowInput } from "../schema/flink/change-inputs.js";
import { UpdateFlinkMaintenanceWindowResult } from "../schema/flink/change-results.js";
import { FlinkMaintenanceRun, FlinkMaintenanceRunDetails } from "../schema/flink/maintenance-run.js";
import { FlinkMaintenanceWindow } from "../schema/flink/window.js";
import type { EntityReferences } from "../schema/subgraph.js";
import { writeResult } from "./write-result.js";

/** Flink's entities, to which other subgraphs can refer. */
export const flinkEntityReferences: EntityReferences<ResolverContext> = {
  FlinkMaintenanceWindow: {
    key: "id",
    find: (id, { datasources }) => datasources.flink.findWindow(id),
  },
  FlinkApplication: {
    key: "arn",
    find: (arn, { datasources }) => datasources.flink.findApplication(arn),
  },
};

@Resolver(() => FlinkApplication)
export class FlinkResolver {
  @ProviderCallCost()
  @Authorized<Scope>("maintenance:read")
  @Query(() => FlinkApplication, {
    nullable: true,
    description:
      "Flink application with this ARN; null if no source that you can read has it. A malformed ARN is an error (INVALID_ARGUMENT).",
  })
  flinkApplication(
    @Arg("arn", () => ID, { description: "ARN of the application." }) arn: string,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<flink.FlinkApplication | null> {
    return datasources.flink.findApplication(arn);
  }

  @FieldResolver(() => ID, {
    description:
      "Globally unique id, by which clients normalise their caches: the same as `arn`. It differs from the `id` of the application's window.",
  })
  id(@Root() { arn }: FlinkApplication): string {
    return arn;
  }

  @FieldResolver(() => FlinkMaintenanceWindow, {
    nullable: true,
    description:
      "Daily maintenance window of the application; null if AWS reports none, e.g. for a SQL application.",
  })
  maintenanceWindow(@Root() application: FlinkApplication): flink.FlinkMaintenanceWindow | null {
    return toWindow(application);
  }

  @SizedByFirst(maxHistoryRuns)
  @FieldResolver(() => [FlinkMaintenanceRun], {
    nullable: true,
    description:
      "Past and current maintenance of the application, newest first. Empty for SQL and Studio applications, for which AWS reports none. Null if it could not be read: `errors` says why, and the other fields of the application are not affected. This field costs at least one more AWS call per application, which needs the permission `kinesisanalytics:ListApplicationOperations`. Source: KinesisAnalyticsV2, ListApplicationOperations.",
  })
  maintenanceHistory(
    @Root() application: FlinkApplication,
    @Arg("first", () => Int, {
      nullable: true,
      defaultValue: defaultHistoryRuns,
      description:
        "Maximum number of maintenance runs, from 0 to 50. With 0, the gateway does not call AWS for them.",
    })
    first: number | null,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<readonly flink.FlinkMaintenanceRun[]> {
    return datasources.flink.maintenanceHistory(application, first ?? defaultHistoryRuns);
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => UpdateFlinkMaintenanceWindowResult, {
    description:
      "Moves the daily window of a Flink application, which must be READY or RUNNING. Maintenance that AWS has already scheduled keeps the old window. If AWS's response is lost, the gateway retries at most twice before the request's deadline. If the outcome is still unknown, the result is an UpstreamError with `outcomeUnknown: true`. Source: KinesisAnalyticsV2, UpdateApplicationMaintenanceConfiguration.",
  })
  updateFlinkMaintenanceWindow(
    @Arg("input", () => UpdateFlinkMaintenanceWindowInput, {
      description: "The window and its new start time.",
    })
    input: UpdateFlinkMaintenanceWindowInput,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<flink.FlinkMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.flink.updateWindow(input));
  }
}

@Resolver(() => FlinkApplicationConnection)
export class FlinkApplicationsResolver {
  @SizedByFirst(maxApplicationPageSize, "edges", "nodes")
  @Authorized<Scope>("maintenance:read")
  @Query(() => FlinkApplicationConnection, {
    description:
      "Flink applications of all AWS sources, also those without a maintenance window, ordered by name, as `MaintenanceWindowOrderField.TITLE` describes, and then by ARN. They come from the same readings as the windows in `maintenanceWindows`, so they cost no more AWS calls. If a source fails, `sources` reports its error and the list contains the applications of the other sources. Paging is stable: if an application is created or deleted between two pages, no other application is repeated or skipped. Source: KinesisAnalyticsV2, ListApplications and DescribeApplication.",
  })
  flinkApplications(
    @Args(() => FlinkApplicationsArguments) { filter, first, after }: FlinkApplicationsArguments,
    @Ctx() { inventory }: ResolverContext,
  ): Promise<ApplicationListPage & Provenance> {
    const page = { first: first ?? defaultApplicationPageSize, after: after ?? null };
    const { plan, violations } = planApplicationList(filter ?? {}, page);
    const { sources, regions, accountIds } = plan.filter;
    return inventory.readSources(
      { providers: [providerName], sources, regions, accountIds },
      violations,
      ({ flink: applications }, sourceIds) => applications.listApplications(plan, sourceIds),
    );
  }

  @FieldResolver(() => [FlinkApplication], {
    description: "Applications on this page: the nodes of `edges`.",
  })
  nodes(@Root() page: FlinkApplicationConnection): readonly flink.FlinkApplication[] {
    return page.edges.map(({ node }) => node);
  }
}

@Resolver(() => FlinkMaintenanceRun)
export class FlinkMaintenanceRunResolver {
  @ProviderCallCost()
  @FieldResolver(() => FlinkMaintenanceRunDetails, {
    nullable: true,
    description:
      "Why the maintenance failed, and what it changed. Null without an error if AWS has no details, e.g. because it no longer keeps the operation. Null with an entry in `errors` if they could not be read: the other fields and runs are not affected. This field costs one more AWS call per run, which needs the permission `kinesisanalytics:DescribeApplicationOperation`. The gateway caches the details of a finished run for an hour. Source: KinesisAnalyticsV2, DescribeApplicationOperation.",
  })
  details(
    @Root() run: FlinkMaintenanceRun,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<flink.FlinkMaintenanceRunDetails | null> {
    return datasources.flink.maintenanceRunDetails(run);
  }
}
