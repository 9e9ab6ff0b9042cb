import { Field, InterfaceType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { enumType } from "../enum-type.js";
import { Provider } from "../provider.js";

export const MaintenanceErrorCode = enumType<failures.MaintenanceErrorCode>(
  "MaintenanceErrorCode",
  "Names of google.rpc.Code (https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto).",
  {
    INVALID_ARGUMENT: "The input breaks a rule; the same input will fail again.",
    NOT_FOUND: "No source has it.",
    FAILED_PRECONDITION: "The resource is not in a state that allows this now.",
    ABORTED: "Another change came in between; read again, then decide.",
    UNIMPLEMENTED: "The provider does not offer this for this resource.",
    UNAUTHENTICATED: "The provider did not accept the gateway's credentials.",
    PERMISSION_DENIED: "The provider's permissions for the gateway do not allow this.",
    RESOURCE_EXHAUSTED: "The provider received too many requests.",
    DEADLINE_EXCEEDED: "No answer came in time.",
    UNAVAILABLE: "The provider failed or could not be reached.",
    INTERNAL: "The provider's answer could not be understood, or is one that the gateway does not know.",
  },
);

@InterfaceType({
  description:
    "An expected failure. A write gives it as data, as a member of its result, so that it survives a router that redacts errors; a read gives it under `extensions` of an entry of `errors`.",
})
export abstract class MaintenanceError {
  @Field(() => MaintenanceErrorCode, { description: "What kind of failure it is, for programs." })
  readonly code!: failures.MaintenanceErrorCode;

  @Field(() => String, {
    description: "For a person: who failed, what was asked, what to do. Do not parse it.",
  })
  readonly message!: string;

  @Field(() => Provider, {
    nullable: true,
    description: "The provider that failed; null where the gateway itself refused.",
  })
  readonly provider!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The provider's own word for it: an AWS exception name or a Datadog HTTP status.",
  })
  readonly providerCode!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The provider's request id, for a support ticket; null where it gave none.",
  })
  readonly requestId!: string | null;

  @Field(() => Boolean, { description: "True where sending the same request again later can succeed." })
  readonly retryable!: boolean;
}
