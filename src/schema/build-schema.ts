import type { GraphQLSchema } from "graphql";
import { isAbstractType } from "graphql";
import type { BuildSchemaOptions } from "type-graphql";
import { buildSchemaSync } from "type-graphql";
import type { EntityReferences } from "./subgraph.js";
import { toSubgraph } from "./subgraph.js";

export interface SchemaParts<Context> {
  readonly resolvers: BuildSchemaOptions["resolvers"];
  readonly entityReferences: EntityReferences<Context>;
  /** Answers what `@Authorized` asks. */
  readonly authChecker: NonNullable<BuildSchemaOptions["authChecker"]>;
}

/** Makes the schema of the given resolvers: a Federation 2 subgraph. */
export function buildSchema<Context>({
  resolvers,
  entityReferences,
  authChecker,
}: SchemaParts<Context>): GraphQLSchema {
  // Apollo Server checks the schema when it starts; a check here would be a second one.
  const decorated = buildSchemaSync({ resolvers, authChecker, validate: false, skipCheck: true });
  const schema = toSubgraph(decorated, entityReferences);
  for (const type of Object.values(schema.getTypeMap())) {
    // In type-graphql's own options a function is called asynchronously, for every node of every list.
    if (isAbstractType(type)) type.resolveType = kindOf;
  }
  return schema;
}

/** How an interface or union knows the type of a value: by the name that every domain object carries. */
function kindOf(value: { readonly kind: string }): string {
  return value.kind;
}
