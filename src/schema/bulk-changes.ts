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

@InputType({ description: "One change of many. Exactly one member is set." })
export class MaintenanceWindowChangeInput implements RequestedChange {
  @ChangeCost()
  @Field(() => UpdateFlinkMaintenanceWindowInput, {
    nullable: true,
    description: "As for `updateFlinkMaintenanceWindow`.",
  })
  readonly updateFlink?: UpdateFlinkMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => CreateDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "As for `createDatadogMaintenanceWindow`.",
  })
  readonly createDatadog?: CreateDatadogMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => UpdateDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "As for `updateDatadogMaintenanceWindow`.",
  })
  readonly updateDatadog?: UpdateDatadogMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => EndDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "As for `endDatadogMaintenanceWindow`.",
  })
  readonly endDatadog?: EndDatadogMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => ExtendDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "As for `extendDatadogMaintenanceWindow`.",
  })
  readonly extendDatadog?: ExtendDatadogMaintenanceWindowInput | null;

  @ChangeCost()
  @Field(() => DeleteDatadogMaintenanceWindowInput, {
    nullable: true,
    description: "As for `deleteDatadogMaintenanceWindow`.",
  })
  readonly deleteDatadog?: DeleteDatadogMaintenanceWindowInput | null;
}

@ArgsType()
export class ChangeMaintenanceWindowsArguments {
  @Field(() => [MaintenanceWindowChangeInput], {
    description: "At most 100; of more, none is made, and each result is a ValidationError.",
  })
  readonly changes!: MaintenanceWindowChangeInput[];
}

export const MaintenanceWindowChangeResult = createUnionType({
  name: "MaintenanceWindowChangeResult",
  description: "What became of one change of many.",
  types: () =>
    [
      FlinkMaintenanceWindowChanged,
      DatadogMaintenanceWindowChanged,
      DatadogMaintenanceWindowDeleted,
      ...failureTypes,
    ] as const,
});
