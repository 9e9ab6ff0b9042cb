import { Arg, Authorized, Ctx, FieldResolver, Mutation, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
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
import { DatadogUser } from "../schema/datadog/window.js";
import { Shareable, UserNameCost, WindowMutation } from "../schema/federation-directives.js";
import type { EntityReferences } from "../schema/subgraph.js";
import { writeResult } from "./write-result.js";

/** Datadog's entities, to which other subgraphs can refer. */
export const datadogEntityReferences: EntityReferences<ResolverContext> = {
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
      "Creates a Datadog maintenance window. Set `idempotencyKey` to make the call safe to retry. If Datadog's response is lost, the gateway searches for the window for up to two seconds and returns it if it exists. If the window does not appear after a 500 or 503 response or a broken connection, the gateway retries once. If the outcome is still unknown, the result is an UpstreamError with `outcomeUnknown: true`.",
  })
  createDatadogMaintenanceWindow(
    @Arg("input", () => CreateDatadogMaintenanceWindowInput, { description: "Values of the new window." })
    input: CreateDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<datadog.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.createWindow(input));
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description:
      "Changes the given fields of a Datadog maintenance window; other fields keep their values. If Datadog's response is lost, the gateway retries at most twice before the request's deadline. If the outcome is still unknown, the result is an UpstreamError with `outcomeUnknown: true`.",
  })
  updateDatadogMaintenanceWindow(
    @Arg("input", () => UpdateDatadogMaintenanceWindowInput, {
      description: "The window and its new values.",
    })
    input: UpdateDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<datadog.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.updateWindow(input));
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description:
      "Ends an open Datadog maintenance window now. `endsAt` becomes the time of the request in whole seconds, but at least one second after `startsAt`. If the window has already ended, the outcome is UNCHANGED, with the warning ALREADY_ENDED. If it has not started, the result is a ValidationError with ENDS_BEFORE_START. If Datadog's response is lost, the gateway retries at most twice before the request's deadline. If the outcome is still unknown, the result is an UpstreamError with `outcomeUnknown: true`.",
  })
  endDatadogMaintenanceWindow(
    @Arg("input", () => EndDatadogMaintenanceWindowInput, { description: "The window to end." })
    input: EndDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<datadog.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.endWindow(input));
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => ChangeDatadogMaintenanceWindowResult, {
    description:
      "Extends a Datadog maintenance window by a duration. If the window has ended and its new end is in the future, it reopens, with the warning STARTS_IN_PAST. If its new end is in the past, the result is a ValidationError with ENDS_IN_PAST. Two calls extend the window twice; set `ifRevision` to prevent that. If Datadog's response is lost, the gateway retries at most twice before the request's deadline. If the outcome is still unknown, the result is an UpstreamError with `outcomeUnknown: true`.",
  })
  extendDatadogMaintenanceWindow(
    @Arg("input", () => ExtendDatadogMaintenanceWindowInput, {
      description: "The window and the time to add.",
    })
    input: ExtendDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<datadog.DatadogMaintenanceWindowChanged | Failure> {
    return writeResult(datasources.datadog.extendWindow(input));
  }

  @WindowMutation()
  @Authorized<Scope>("maintenance:write")
  @Mutation(() => DeleteDatadogMaintenanceWindowResult, {
    description:
      "Deletes a Datadog maintenance window. If Datadog's response is lost, the gateway retries at most twice before the request's deadline. If the gateway then finds the window gone, the outcome is DELETED. If the outcome is still unknown, the result is an UpstreamError with `outcomeUnknown: true`.",
  })
  deleteDatadogMaintenanceWindow(
    @Arg("input", () => DeleteDatadogMaintenanceWindowInput, { description: "The window to delete." })
    input: DeleteDatadogMaintenanceWindowInput,
    @Ctx() { datasources }: ResolverContext,
  ): Promise<datadog.DatadogMaintenanceWindowDeleted | Failure> {
    return writeResult(datasources.datadog.deleteWindow(input));
  }
}

@Resolver(() => DatadogUser)
export class DatadogUserResolver {
  @Shareable()
  @UserNameCost()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      "Name of the user in Datadog. The gateway reads names again after an hour; if that fails, it shows the last known ones. Null, without an error, if the user has no name or does not exist, if the source's application key lacks the permission `user_access_read`, or if the name cannot be read within two seconds. Source: Datadog API reference, Users.",
  })
  name(@Root() user: DatadogUser, @Ctx() { datasources }: ResolverContext): Promise<string | null> {
    return datasources.datadog.userName(user);
  }
}
