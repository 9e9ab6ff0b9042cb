import { Arg, Authorized, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import { toWindow } from "../datasources/flink/mapping.js";
import type * as flink from "../datasources/flink/model.js";
import type { Failure } from "../domain/failures/failure.js";
import type { Scope } from "../domain/permissions.js";
import { ProviderCallCost, SizedByFirst, WindowMutation } from "../schema/federation-directives.js";
import { FlinkApplication } from "../schema/flink/application.js";
import { UpdateFlinkMaintenanceWindowInput } from "../schema/flink/change-inputs.js";
import { UpdateFlinkMaintenanceWindowResult } from "../schema/flink/change-results.js";
import { FlinkMaintenanceRun } from "../schema/flink/maintenance-run.js";
import { FlinkMaintenanceWindow } from "../schema/flink/window.js";
import type { EntityReferences } from "../schema/subgraph.js";
import { writeResult } from "./write-result.js";

/** The entities of Flink that other subgraphs can refer to. */
export const flinkEntityReferences: EntityReferences<Context> = {
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
    description: "The application with this ARN; null where no configured source has it.",
  })
  flinkApplication(
    @Arg("arn", () => ID, { description: "The ARN of an application." }) arn: string,
    @Ctx() { datasources }: Context,
  ): Promise<flink.FlinkApplication | null> {
    return datasources.flink.findApplication(arn);
  }

  @FieldResolver(() => FlinkMaintenanceWindow, {
    nullable: true,
    description: "Null where AWS reports none, e.g. for a SQL application.",
  })
  maintenanceWindow(@Root() application: FlinkApplication): flink.FlinkMaintenanceWindow | null {
    return toWindow(application);
  }

  @SizedByFirst()
  @FieldResolver(() => [FlinkMaintenanceRun], {
    nullable: true,
    description:
      "Maintenance that AWS really carried out, newest first (KinesisAnalyticsV2 ListApplicationOperations, one call for each application; it needs the permission kinesisanalytics:ListApplicationOperations). Empty for a SQL or Studio application, of which AWS tells none. Null where it could not be read: an entry of `errors` says why, and the rest of the application is there all the same.",
  })
  maintenanceHistory(
    @Root() application: FlinkApplication,
    @Arg("first", () => Int, { nullable: true, defaultValue: 10, description: "From 1 to 50." })
    first: number | null,
    @Ctx() { datasources }: Context,
  ): Promise<readonly flink.FlinkMaintenanceRun[]> {
    return datasources.flink.maintenanceHistory(application, first ?? 10);
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => UpdateFlinkMaintenanceWindowResult, {
    description:
      "Moves the daily window of an application that is READY or RUNNING (KinesisAnalyticsV2 UpdateApplicationMaintenanceConfiguration). Maintenance that AWS has scheduled already keeps the old window. Where an answer gets lost the change is sent again, at most twice, while the request has time; if none comes, `outcomeUnknown` is true.",
  })
  updateFlinkMaintenanceWindow(
    @Arg("input", () => UpdateFlinkMaintenanceWindowInput, { description: "What to change." })
    input: UpdateFlinkMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<flink.FlinkMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.flink.updateWindow(input));
  }
}
