import { Field, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { enumType } from "../enum-type.js";
import { AssumedSize } from "../federation-directives.js";
import { MaintenanceError } from "./maintenance-error.js";

export const ViolationCode = enumType<failures.ViolationCode>(
  "ViolationCode",
  "Kind of rule that the input breaks.",
  {
    REQUIRED: "The field is missing, null or blank.",
    MALFORMED: "The value does not have the required format.",
    OUT_OF_RANGE: "The value is outside the allowed range, or not one of the allowed values.",
    TOO_LONG: "The value has too many characters.",
    ENDS_BEFORE_START: "The end is not after the start, or the window to end has not started.",
    ENDS_IN_PAST: "The end is in the past.",
    BROAD_QUERY: "The query matches every case. Narrow it, or set `allowBroadQuery`.",
    MUTUALLY_EXCLUSIVE: "The field cannot be set together with another field.",
    NOTHING_TO_CHANGE: "The input sets no field to change.",
    REJECTED_BY_PROVIDER: "The provider rejected the input without naming a field.",
  },
);

@ObjectType({ description: "A rule that the input breaks." })
export class Violation implements failures.Violation {
  @Field(() => [String], {
    description: 'Path of the field in the arguments, e.g. `["input", "endsAt"]`.',
  })
  readonly path!: string[];

  @Field(() => ViolationCode, { description: "Machine-readable kind of rule that the input breaks." })
  readonly code!: failures.ViolationCode;

  @Field(() => String, { description: "Human-readable explanation. Do not parse it." })
  readonly message!: string;
}

@ObjectType({
  description: "The gateway or the provider rejected the input. Nothing was changed.",
  implements: MaintenanceError,
})
export class ValidationError extends MaintenanceError implements failures.ValidationError {
  readonly kind!: "ValidationError";

  @AssumedSize("VIOLATIONS")
  @Field(() => [Violation], { description: "All rules that the input breaks." })
  readonly violations!: Violation[];
}
