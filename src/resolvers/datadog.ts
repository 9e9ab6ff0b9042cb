import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import type * as datasource from "../datasources/datadog/datasource.js";
import type { Failure } from "../domain/errors.js";
import {
  ChangeDatadogMaintenanceWindowResult,
  CreateDatadogMaintenanceWindowInput,
  DeleteDatadogMaintenanceWindowInput,
  DeleteDatadogMaintenanceWindowResult,
  UpdateDatadogMaintenanceWindowInput,
} from "../schema/datadog.js";
import { writeResult } from "./write-result.js";

@Resolver()
export class DatadogResolver {
  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description:
      "Creates a window. It is sent once and never repeated by the gateway: after an answer that got lost, `outcomeUnknown` is true.",
  })
  createDatadogMaintenanceWindow(
    @Arg("input", () => CreateDatadogMaintenanceWindowInput, { description: "The new window." })
    input: CreateDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datasource.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.createWindow(input));
  }

  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description: "Changes the given fields of a window and keeps the others.",
  })
  updateDatadogMaintenanceWindow(
    @Arg("input", () => UpdateDatadogMaintenanceWindowInput, { description: "What to change." })
    input: UpdateDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datasource.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.updateWindow(input));
  }

  @Mutation(() => DeleteDatadogMaintenanceWindowResult, { description: "Deletes a window." })
  deleteDatadogMaintenanceWindow(
    @Arg("input", () => DeleteDatadogMaintenanceWindowInput, { description: "What to delete." })
    input: DeleteDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datasource.DatadogMaintenanceWindowDeleted | Failure> {
    return writeResult(datasources.datadog.deleteWindow(input));
  }
}
