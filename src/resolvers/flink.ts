import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../context.js";
import type * as datasource from "../datasources/flink/datasource.js";
import { toWindow } from "../datasources/flink/map.js";
import type * as flink from "../datasources/flink/model.js";
import type { Failure } from "../domain/errors.js";
import {
  FlinkApplication,
  FlinkMaintenanceWindow,
  UpdateFlinkMaintenanceWindowInput,
  UpdateFlinkMaintenanceWindowResult,
} from "../schema/flink.js";
import { writeResult } from "./write-result.js";

@Resolver(() => FlinkApplication)
export class FlinkResolver {
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

  @Mutation(() => UpdateFlinkMaintenanceWindowResult, {
    description:
      "Moves the daily window of an application that is READY or RUNNING (KinesisAnalyticsV2 UpdateApplicationMaintenanceConfiguration). Maintenance that AWS has scheduled already keeps the old window.",
  })
  updateFlinkMaintenanceWindow(
    @Arg("input", () => UpdateFlinkMaintenanceWindowInput, { description: "What to change." })
    input: UpdateFlinkMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datasource.FlinkMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.flink.updateWindow(input));
  }
}
