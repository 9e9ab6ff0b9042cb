import { ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { MaintenanceError } from "./maintenance-error.js";

@ObjectType({
  description:
    "The provider refused the gateway's credentials (`UNAUTHENTICATED`) or their permissions (`PERMISSION_DENIED`). Datadog answers 403 for both, which is given as `PERMISSION_DENIED`.",
  implements: MaintenanceError,
})
export class AccessError extends MaintenanceError implements failures.AccessError {
  readonly kind!: "AccessError";
}
