import { ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { MaintenanceError } from "./maintenance-error.js";

@ObjectType({
  description:
    "Access was denied. UNAUTHENTICATED: the provider rejected the gateway's credentials. PERMISSION_DENIED: these credentials lack a permission or, if `provider` is null, the caller lacks a scope. Datadog returns 403 for both invalid credentials and missing permissions, so PERMISSION_DENIED can mean either.",
  implements: MaintenanceError,
})
export class AccessError extends MaintenanceError implements failures.AccessError {
  readonly kind!: "AccessError";
}
