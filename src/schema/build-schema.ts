import type { GraphQLSchema } from "graphql";
import type { BuildSchemaOptions } from "type-graphql";
import { buildSchemaSync } from "type-graphql";

/** Makes the schema of the given resolvers. */
export function buildSchema(resolvers: BuildSchemaOptions["resolvers"]): GraphQLSchema {
  // Apollo Server checks the schema when it starts; a check here would be a second one.
  return buildSchemaSync({ resolvers, validate: false, skipCheck: true });
}
