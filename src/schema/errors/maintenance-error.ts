import { Field, InterfaceType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { enumType } from "../enum-type.js";
import { Provider } from "../provider.js";

export const MaintenanceErrorCode = enumType<failures.MaintenanceErrorCode>(
  "MaintenanceErrorCode",
  "Kind of expected failure. Source: google.rpc.Code (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto).",
  {
    INVALID_ARGUMENT: "The input breaks a rule. The same input will fail again.",
    NOT_FOUND: "The resource does not exist, or is not in any source that you can read.",
    FAILED_PRECONDITION:
      "The current state does not allow the change, or the idempotency key was used with different input.",
    ABORTED: "Another change came first. Read the window again, then decide whether to repeat yours.",
    UNIMPLEMENTED:
      "The provider does not support the operation for this resource, or the source does not offer it at all.",
    UNAUTHENTICATED: "The provider did not accept the gateway's credentials.",
    PERMISSION_DENIED:
      "The gateway's permissions at the provider, or the caller's scopes, do not allow the operation.",
    RESOURCE_EXHAUSTED: "The provider received too many requests.",
    DEADLINE_EXCEEDED: "No response arrived in time.",
    UNAVAILABLE:
      "The provider, or the Redis that an idempotency key needs, failed or could not be reached. Or the gateway has run out of a resource, or cannot write a required audit log.",
    INTERNAL:
      "The provider's response could not be read, its error is unknown to the gateway, or the gateway has a bug.",
  },
);

@InterfaceType({
  description:
    "An expected failure. A write returns it as its result, so that it also reaches clients behind a router that redacts errors. Lists, calendars and `maintenanceNow` report a failed source in `sources`. Other read failures appear in `errors`, with these fields in `extensions`.",
})
export abstract class MaintenanceError {
  @Field(() => MaintenanceErrorCode, { description: "Machine-readable kind of failure." })
  readonly code!: failures.MaintenanceErrorCode;

  @Field(() => String, {
    description: "Human-readable explanation: what failed, why, and what to do next. Do not parse it.",
  })
  readonly message!: string;

  @Field(() => Provider, {
    nullable: true,
    description: "Provider that the failure comes from; null if it comes from the gateway itself.",
  })
  readonly provider!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The provider's own error code: an AWS exception name or a Datadog HTTP status. Null if there is none.",
  })
  readonly providerCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The provider's request id, for a support ticket; null if the provider returned none.",
  })
  readonly requestId!: string | null;

  @Field(() => Boolean, { description: "Whether the same request can succeed later." })
  readonly retryable!: boolean;
}
