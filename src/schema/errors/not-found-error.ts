import { Field, ID, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { MaintenanceError } from "./maintenance-error.js";

@ObjectType({
  description: "The resource does not exist, or is not in any source that you can read.",
  implements: MaintenanceError,
})
export class NotFoundError extends MaintenanceError implements failures.NotFoundError {
  readonly kind!: "NotFoundError";

  @Field(() => String, {
    description: "GraphQL type of the missing resource, e.g. `FlinkApplication` or `MaintenanceSource`.",
  })
  readonly resourceType!: string;

  @Field(() => ID, { description: "Id of the missing resource." })
  readonly resourceId!: string;
}
