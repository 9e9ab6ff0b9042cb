import { printSubgraphSchema } from "@apollo/subgraph";
import type { DefinitionNode, GraphQLSchema } from "graphql";
import { extendSchema, parse } from "graphql";
import { federationLink } from "./federation-directives.js";

/** Definitions to print first. */
const firstDefinitions = ["schema", "Query", "Mutation"];

/**
 * Returns the SDL of the subgraph, without the definitions that every subgraph has. The types are sorted by name, so that the
 * SDL does not depend on the order of imports.
 */
export function printSdl(schema: GraphQLSchema): string {
  const linked = extendSchema(schema, parse(federationLink), { assumeValid: true });
  // `extendSchema` drops the description of the schema.
  linked.description = schema.description;
  const sdl = printSubgraphSchema(linked);
  const definitions = parse(sdl).definitions.toSorted(
    (left, right) => rankOf(left) - rankOf(right) || (nameOf(left) < nameOf(right) ? -1 : 1),
  );
  return `${definitions.map(({ loc }) => sdl.slice(loc?.start, loc?.end)).join("\n\n")}\n`;
}

function rankOf(definition: DefinitionNode): number {
  const index = firstDefinitions.indexOf(nameOf(definition));
  return index < 0 ? firstDefinitions.length : index;
}

function nameOf(definition: DefinitionNode): string {
  return "name" in definition && definition.name !== undefined ? definition.name.value : "schema";
}
