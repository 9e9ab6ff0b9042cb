import { ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { MaintenanceError } from "./maintenance-error.js";

@ObjectType({
  description:
    "The provider does not support the operation for this resource, e.g. a maintenance window for a SQL application, or the source does not offer the operation at all.",
  implements: MaintenanceError,
})
export class UnsupportedOperationError
  extends MaintenanceError
  implements failures.UnsupportedOperationError
{
  readonly kind!: "UnsupportedOperationError";
}
