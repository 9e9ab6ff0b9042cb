import { Arg, Authorized, Ctx, Mutation, Resolver } from "type-graphql";
import type { Context } from "../context.js";
import type * as datadog from "../datasources/datadog/model.js";
import type { Failure } from "../domain/failures/failure.js";
import type { Scope } from "../domain/permissions.js";
import {
  CreateDatadogMaintenanceWindowInput,
  DeleteDatadogMaintenanceWindowInput,
  EndDatadogMaintenanceWindowInput,
  ExtendDatadogMaintenanceWindowInput,
  UpdateDatadogMaintenanceWindowInput,
} from "../schema/datadog/change-inputs.js";
import {
  ChangeDatadogMaintenanceWindowResult,
  DeleteDatadogMaintenanceWindowResult,
} from "../schema/datadog/change-results.js";
import { WindowMutation } from "../schema/federation-directives.js";
import type { EntityReferences } from "../schema/subgraph.js";
import { writeResult } from "./write-result.js";

/** The entities of Datadog that other subgraphs can refer to. */
export const datadogEntityReferences: EntityReferences<Context> = {
  DatadogMaintenanceWindow: {
    key: "id",
    find: (id, { datasources }) => datasources.datadog.findWindow(id),
  },
};

@Resolver()
export class DatadogResolver {
  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description:
      "Creates a window. Where the answer gets lost the gateway looks for the window: if it is there, that is the answer; if it was not made (the provider said that it failed, or the connection broke and nothing has come of it two seconds later), it is sent once more; where that cannot be told, `outcomeUnknown` is true. Give an `idempotencyKey` to be able to repeat the call without a second window.",
  })
  createDatadogMaintenanceWindow(
    @Arg("input", () => CreateDatadogMaintenanceWindowInput, { description: "The new window." })
    input: CreateDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datadog.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.createWindow(input));
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description:
      "Changes the given fields of a window and keeps the others. Where an answer gets lost the change is sent again, at most twice, while the request has time; if none comes, `outcomeUnknown` is true.",
  })
  updateDatadogMaintenanceWindow(
    @Arg("input", () => UpdateDatadogMaintenanceWindowInput, { description: "What to change." })
    input: UpdateDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datadog.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.updateWindow(input));
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description:
      "Ends an open window now: `endsAt` becomes the instant of the request, in whole seconds (a second after its start at the earliest). One that has ended already is UNCHANGED, with the warning ALREADY_ENDED; one that has not begun is refused with ENDS_BEFORE_START.",
  })
  endDatadogMaintenanceWindow(
    @Arg("input", () => EndDatadogMaintenanceWindowInput, { description: "What to end." })
    input: EndDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datadog.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.endWindow(input));
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description:
      "Moves the end of a window later than it is by a duration. One that has ended opens again, with the warning STARTS_IN_PAST, if its new end is to come; else it is refused with ENDS_IN_PAST. Two calls extend it twice: give `ifRevision` to be safe against that.",
  })
  extendDatadogMaintenanceWindow(
    @Arg("input", () => ExtendDatadogMaintenanceWindowInput, { description: "What to extend." })
    input: ExtendDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datadog.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.extendWindow(input));
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => DeleteDatadogMaintenanceWindowResult, {
    description:
      "Deletes a window. Where an answer gets lost the deletion is sent again, at most twice, while the request has time: one that is gone by then is DELETED.",
  })
  deleteDatadogMaintenanceWindow(
    @Arg("input", () => DeleteDatadogMaintenanceWindowInput, { description: "What to delete." })
    input: DeleteDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: Context,
  ): Promise<datadog.DatadogMaintenanceWindowDeleted | Failure> {
    return writeResult(datasources.datadog.deleteWindow(input));
  }
}
