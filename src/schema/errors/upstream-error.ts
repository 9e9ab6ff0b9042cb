import { Field, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { enumType } from "../enum-type.js";
import { MaintenanceError } from "./maintenance-error.js";

export const UpstreamFailure = enumType<failures.UpstreamFailure>(
  "UpstreamFailure",
  "How the provider failed.",
  {
    TIMEOUT: "No answer came in time.",
    UNREACHABLE: "The connection was refused or broke, or DNS or TLS failed.",
    SERVER_ERROR: "The provider answered that it failed.",
    MALFORMED_RESPONSE: "The answer could not be understood.",
    CIRCUIT_OPEN:
      "The provider has failed several times in a row: the gateway sends nothing for a moment, and then asks again.",
  },
);

@ObjectType({ description: "The provider failed, or no answer came.", implements: MaintenanceError })
export class UpstreamError extends MaintenanceError implements failures.UpstreamError {
  readonly kind!: "UpstreamError";

  @Field(() => UpstreamFailure, { description: "How the provider failed." })
  readonly failure!: failures.UpstreamFailure;

  @Field(() => Boolean, {
    description:
      "True where the write may have happened although no answer came: read before you repeat it. Always false for reads.",
  })
  readonly outcomeUnknown!: boolean;
}
