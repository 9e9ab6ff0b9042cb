import { Field, Float, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { MaintenanceError } from "./maintenance-error.js";

@ObjectType({
  description: "The provider refused the request because it received too many.",
  implements: MaintenanceError,
})
export class ThrottledError extends MaintenanceError implements failures.ThrottledError {
  readonly kind!: "ThrottledError";

  @Field(() => Float, {
    nullable: true,
    description: "How long to wait, in seconds, as the provider says; null where it says nothing.",
  })
  readonly retryAfterSeconds!: number | null;
}
