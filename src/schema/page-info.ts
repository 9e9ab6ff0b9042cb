import { Field, ObjectType } from "type-graphql";
import type * as pages from "../domain/lists/pages.js";
import { Shareable } from "./federation-directives.js";

@Shareable()
@ObjectType({ description: "Where a page is in its list (Relay Cursor Connections)." })
export class PageInfo implements pages.PageInfo {
  @Field(() => Boolean, { description: "Whether more follows." })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether something comes before." })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "The cursor of the first entry; null on an empty page.",
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "The cursor of the last entry, to give back as `after`; null on an empty page.",
  })
  readonly endCursor!: string | null;
}
