import { Field, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { enumType } from "../enum-type.js";
import { MaintenanceError } from "./maintenance-error.js";

export const UpstreamFailure = enumType<failures.UpstreamFailure>(
  "UpstreamFailure",
  "How a call to a provider failed.",
  {
    TIMEOUT: "No response arrived in time.",
    UNREACHABLE:
      "The connection was refused or lost, DNS or TLS failed, or the gateway could not send: it has run out of a resource, or cannot write a required audit log.",
    SERVER_ERROR: "The provider responded with a server error or an unknown error, or the gateway failed.",
    MALFORMED_RESPONSE: "The provider's response could not be read.",
    CIRCUIT_OPEN:
      "The gateway sent nothing, because the circuit breaker is open after several failures in a row. Retry in a few seconds.",
  },
);

@ObjectType({
  description: "The provider or the gateway failed, or no usable response arrived.",
  implements: MaintenanceError,
})
export class UpstreamError extends MaintenanceError implements failures.UpstreamError {
  readonly kind!: "UpstreamError";

  @Field(() => UpstreamFailure, { description: "How the call to the provider failed." })
  readonly failure!: failures.UpstreamFailure;

  @Field(() => Boolean, {
    description:
      "Whether the write may have been applied despite this error. If true, read the window before you retry, or retry a creation with the same `idempotencyKey`. Always false for reads.",
  })
  readonly outcomeUnknown!: boolean;
}
