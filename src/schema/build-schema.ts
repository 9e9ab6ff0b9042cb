import type { GraphQLSchema } from "graphql";
import { isAbstractType } from "graphql";
import type { BuildSchemaOptions } from "type-graphql";
import { buildSchemaSync } from "type-graphql";
import { resolveDirectly } from "./direct-resolvers.js";
import { describeRoots } from "./root-descriptions.js";
import type { EntityReferences } from "./subgraph.js";
import { toSubgraph } from "./subgraph.js";

export interface SchemaParts<Context> {
  readonly resolvers: BuildSchemaOptions["resolvers"];
  readonly entityReferences: EntityReferences<Context>;
  /** Checks the scopes that `@Authorized` requires. */
  readonly authChecker: NonNullable<BuildSchemaOptions["authChecker"]>;
}

/** Builds the schema from the given resolvers, as a Federation 2 subgraph. */
export function buildSchema<Context>({
  resolvers,
  entityReferences,
  authChecker,
}: SchemaParts<Context>): GraphQLSchema {
  // Apollo Server validates the schema when it starts.
  const decorated = buildSchemaSync({ resolvers, authChecker, pubSub, validate: false, skipCheck: true });
  describeRoots(decorated);
  const schema = toSubgraph(decorated, entityReferences);
  resolveDirectly(schema);
  for (const type of Object.values(schema.getTypeMap())) {
    // A function in type-graphql's own options would be called asynchronously for every node of every list.
    if (isAbstractType(type)) type.resolveType = kindOf;
  }
  return schema;
}

/** type-graphql requires one. Each subscription of the gateway has its own source instead. */
const pubSub: NonNullable<BuildSchemaOptions["pubSub"]> = {
  publish() {},
  subscribe() {
    throw new Error("A subscription has no function `subscribe`.");
  },
};

/** Returns the type of a value of an interface or union: every domain object has its type name in `kind`. */
function kindOf(value: { readonly kind: string }): string {
  return value.kind;
}
