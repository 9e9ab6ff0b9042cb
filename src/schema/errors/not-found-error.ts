import { Field, ID, ObjectType } from "type-graphql";
import type * as failures from "../../domain/failures/failure.js";
import { MaintenanceError } from "./maintenance-error.js";

@ObjectType({ description: "No configured source has the resource.", implements: MaintenanceError })
export class NotFoundError extends MaintenanceError implements failures.NotFoundError {
  readonly kind!: "NotFoundError";

  @Field(() => String, {
    description: "The GraphQL type that was looked for, e.g. `FlinkApplication` or `MaintenanceSource`.",
  })
  readonly resourceType!: string;

  @Field(() => ID, { description: "The id that was looked for." })
  readonly resourceId!: string;
}
