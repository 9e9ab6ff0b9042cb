import type { DefinitionNode, GraphQLSchema } from "graphql";
import { extendSchema, parse } from "graphql";
import { federationLink } from "./federation-directives.js";

/** Definitions that readers look for first. */
const firstDefinitions = ["schema", "Query", "Mutation"];

/**
 * The SDL of the subgraph, without what every subgraph has. The types are in the order of their names, so that it does not
 * depend on the order in which files are imported. The printer is imported when the SDL is first requested.
 */
export async function printSdl(schema: GraphQLSchema): Promise<string> {
  const { printSubgraphSchema } = await import("@apollo/subgraph");
  const linked = extendSchema(schema, parse(federationLink), { assumeValid: true });
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
