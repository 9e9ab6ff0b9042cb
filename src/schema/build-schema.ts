import type { GraphQLSchema } from "graphql";
import type { BuildSchemaOptions } from "type-graphql";
import { buildSchemaSync } from "type-graphql";

/** Makes the schema of the given resolvers. */
export function buildSchema(resolvers: BuildSchemaOptions["resolvers"]): GraphQLSchema {
  return buildSchemaSync({ resolvers, validate: false });
}
