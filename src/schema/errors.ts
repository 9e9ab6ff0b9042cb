import { Field, Float, ID, InterfaceType, ObjectType } from "type-graphql";
import type * as errors from "../domain/errors.js";
import type { ScheduledWindow } from "../domain/windows.js";
import { enumType } from "./enum-type.js";
import { AFew } from "./federation-directives.js";
import { MaintenanceWindow } from "./maintenance-window.js";
import { Provider } from "./provider.js";

export const MaintenanceErrorCode = enumType<errors.MaintenanceErrorCode>(
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
  readonly code!: errors.MaintenanceErrorCode;

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

export const ViolationCode = enumType<errors.ViolationCode>("ViolationCode", "Which rule a field breaks.", {
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
export class Violation implements errors.Violation {
  @Field(() => [String], { description: 'Where it is in the arguments, e.g. `["input", "endsAt"]`.' })
  readonly path!: string[];

  @Field(() => ViolationCode, { description: "Which rule is broken, for programs." })
  readonly code!: errors.ViolationCode;

  @Field(() => String, { description: "For a person." })
  readonly message!: string;
}

@ObjectType({
  description: "The input was refused, by the gateway or by the provider. Nothing was changed.",
  implements: MaintenanceError,
})
export class ValidationError extends MaintenanceError implements errors.ValidationError {
  readonly kind!: "ValidationError";

  @AFew()
  @Field(() => [Violation], { description: "Every broken rule at once." })
  readonly violations!: Violation[];
}

@ObjectType({ description: "No configured source has the resource.", implements: MaintenanceError })
export class NotFoundError extends MaintenanceError implements errors.NotFoundError {
  readonly kind!: "NotFoundError";

  @Field(() => String, {
    description: "The GraphQL type that was looked for, e.g. `FlinkApplication` or `MaintenanceSource`.",
  })
  readonly resourceType!: string;

  @Field(() => ID, { description: "The id that was looked for." })
  readonly resourceId!: string;
}

export const ConflictReason = enumType<errors.ConflictReason>("ConflictReason", "Why the change conflicts.", {
  RESOURCE_IN_USE: "Its state does not allow it now, e.g. an application is neither READY nor RUNNING.",
  CONCURRENT_MODIFICATION: "It conflicts with another change.",
  STALE_REVISION: "The window does not have the revision of `ifRevision` any more.",
  IDEMPOTENCY_KEY_REUSED:
    "The idempotency key was used with another input within 24 hours; `current` is the window that came of it then, null where none has come yet.",
});

@ObjectType({
  description:
    "How things stand does not allow the change: `reason` says in which way. Nothing was changed by it.",
  implements: MaintenanceError,
})
export class ConflictError extends MaintenanceError implements errors.ConflictError {
  readonly kind!: "ConflictError";

  @Field(() => ConflictReason, { description: "Why the change conflicts." })
  readonly reason!: errors.ConflictReason;

  @Field(() => MaintenanceWindow, {
    nullable: true,
    description:
      "The window as it stands (IDEMPOTENCY_KEY_REUSED: as it was created); null where there is none or it could not be read.",
  })
  readonly current!: ScheduledWindow | null;
}

@ObjectType({
  description: "The provider does not offer this for this resource, e.g. a window for a SQL application.",
  implements: MaintenanceError,
})
export class UnsupportedOperationError extends MaintenanceError implements errors.UnsupportedOperationError {
  readonly kind!: "UnsupportedOperationError";
}

@ObjectType({
  description:
    "The provider refused the gateway's credentials (`UNAUTHENTICATED`) or their permissions (`PERMISSION_DENIED`). Datadog answers 403 for both, which is given as `PERMISSION_DENIED`.",
  implements: MaintenanceError,
})
export class AccessError extends MaintenanceError implements errors.AccessError {
  readonly kind!: "AccessError";
}

@ObjectType({
  description: "The provider refused the request because it received too many.",
  implements: MaintenanceError,
})
export class ThrottledError extends MaintenanceError implements errors.ThrottledError {
  readonly kind!: "ThrottledError";

  @Field(() => Float, {
    nullable: true,
    description: "How long to wait, in seconds, as the provider says; null where it says nothing.",
  })
  readonly retryAfterSeconds!: number | null;
}

export const UpstreamFailure = enumType<errors.UpstreamFailure>(
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
export class UpstreamError extends MaintenanceError implements errors.UpstreamError {
  readonly kind!: "UpstreamError";

  @Field(() => UpstreamFailure, { description: "How the provider failed." })
  readonly failure!: errors.UpstreamFailure;

  @Field(() => Boolean, {
    description:
      "True where the write may have happened although no answer came: read before you repeat it. Always false for reads.",
  })
  readonly outcomeUnknown!: boolean;
}

/** Every way in which a write can fail: part of each result union. */
export const failureTypes = [
  ValidationError,
  NotFoundError,
  ConflictError,
  UnsupportedOperationError,
  AccessError,
  ThrottledError,
  UpstreamError,
] as const;
