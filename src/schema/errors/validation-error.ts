import { Field, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { enumType } from "../enum-type.js";
import { AssumedSize } from "../federation-directives.js";
import { MaintenanceError } from "./maintenance-error.js";

export const ViolationCode = enumType<failures.ViolationCode>("ViolationCode", "Which rule a field breaks.", {
  REQUIRED: "It is missing, null or blank.",
  MALFORMED: "It is not in the form that it must have.",
  OUT_OF_RANGE: "It is outside of the values that are allowed.",
  TOO_LONG: "It has too many characters.",
  ENDS_BEFORE_START: "The end is not after the start.",
  ENDS_IN_PAST: "The end has passed.",
  BROAD_QUERY: "The query matches every case; `allowBroadQuery` lets it pass.",
  MUTUALLY_EXCLUSIVE: "It can't be given together with another field.",
  NOTHING_TO_CHANGE: "No field to change was given.",
  REJECTED_BY_PROVIDER: "The provider refused it; it does not say which field.",
});

@ObjectType({ description: "One broken rule." })
export class Violation implements failures.Violation {
  @Field(() => [String], { description: 'Where it is in the arguments, e.g. `["input", "endsAt"]`.' })
  readonly path!: string[];

  @Field(() => ViolationCode, { description: "Which rule is broken, for programs." })
  readonly code!: failures.ViolationCode;

  @Field(() => String, { description: "For a person." })
  readonly message!: string;
}

@ObjectType({
  description: "The input was refused, by the gateway or by the provider. Nothing was changed.",
  implements: MaintenanceError,
})
export class ValidationError extends MaintenanceError implements failures.ValidationError {
  readonly kind!: "ValidationError";

  @AssumedSize("FEW")
  @Field(() => [Violation], { description: "Every broken rule at once." })
  readonly violations!: Violation[];
}
