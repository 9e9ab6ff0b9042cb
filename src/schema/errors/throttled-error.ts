import { Field, Float, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { MaintenanceError } from "./maintenance-error.js";

@ObjectType({
  description: "The provider rejected the request because of its rate limit.",
  implements: MaintenanceError,
})
export class ThrottledError extends MaintenanceError implements failures.ThrottledError {
  readonly kind!: "ThrottledError";

  @Field(() => Float, {
    nullable: true,
    description:
      "Time to wait before a retry, in seconds, at most 3600; null if the provider does not specify it.",
  })
  readonly retryAfterSeconds!: number | null;
}
