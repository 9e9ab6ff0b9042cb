import { Field, ObjectType } from "type-graphql";
import type * as pages from "../domain/lists/pages.js";
import { Shareable } from "./federation-directives.js";

@Shareable()
@ObjectType({ description: "Position of a page in its list. Source: Relay, GraphQL Cursor Connections." })
export class PageInfo implements pages.PageInfo {
  @Field(() => Boolean, { description: "Whether there is a page after this one." })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether there is a page before this one." })
  readonly hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the first entry; null if the page is empty.",
  })
  readonly startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Cursor of the last entry, to pass as `after` for the next page; null if the page is empty.",
  })
  readonly endCursor!: string | null;
}
