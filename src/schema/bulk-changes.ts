import { ArgsType, createUnionType, Field, InputType } from "type-graphql";
import type { RequestedChange } from "../inventory/bulk-changes.js";
import {
  CreateDatadogMaintenanceWindowInput,
  DeleteDatadogMaintenanceWindowInput,
  EndDatadogMaintenanceWindowInput,
  ExtendDatadogMaintenanceWindowInput,
  UpdateDatadogMaintenanceWindowInput,
} from "./datadog/change-inputs.js";
import {
  DatadogMaintenanceWindowChanged,
  DatadogMaintenanceWindowDeleted,
} from "./datadog/change-results.js";
import { failureTypes } from "./errors/failure-types.js";
import { ChangeCost } from "./federation-directives.js";
import { UpdateFlinkMaintenanceWindowInput } from "./flink/change-inputs.js";
import { FlinkMaintenanceWindowChanged } from "./flink/change-results.js";

@InputType({ description: "One change in `changeMaintenanceWindows`. Set exactly one field." })
export class MaintenanceWindowChangeInput implements RequestedChange {
  @ChangeCost()
  @Field(() => UpdateFlinkMaintenanceWindowInput, {
    nullable: true,
    description: "The input of `updateFlinkMaintenanceWindow`.",
  })
  readonly updateFlink?: UpdateFlinkMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => CreateDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "The input of `createDatadogMaintenanceWindow`.",
  })
  readonly createDatadog?: CreateDatadogMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => UpdateDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "The input of `updateDatadogMaintenanceWindow`.",
  })
  readonly updateDatadog?: UpdateDatadogMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => EndDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "The input of `endDatadogMaintenanceWindow`.",
  })
  readonly endDatadog?: EndDatadogMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => ExtendDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "The input of `extendDatadogMaintenanceWindow`.",
  })
  readonly extendDatadog?: ExtendDatadogMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => DeleteDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "The input of `deleteDatadogMaintenanceWindow`.",
  })
  readonly deleteDatadog?: DeleteDatadogMaintenanceWindowInput | null;
}

@ArgsType()
export class ChangeMaintenanceWindowsArguments {
  @Field(() => [MaintenanceWindowChangeInput], {
    description:
      "Changes to apply, at most 100. If there are more, none is applied and each result is a ValidationError.",
  })
  readonly changes!: MaintenanceWindowChangeInput[];
}

export const MaintenanceWindowChangeResult = createUnionType({
  name: "MaintenanceWindowChangeResult",
  description: "Result of one change in `changeMaintenanceWindows`.",
  types: () =>
    [
      FlinkMaintenanceWindowChanged,
      DatadogMaintenanceWindowChanged,
      DatadogMaintenanceWindowDeleted,
      ...failureTypes,
    ] as const,
});
