import type { ConstDirectiveNode, ObjectTypeDefinitionNode } from "graphql";
import { Kind, parse, print, visit } from "graphql";
import { isResolvable } from "./entity-keys.js";

const authenticated: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: "authenticated" },
};

/**
 * The SDL of a subgraph that routers let nobody have whom they do not know: `@authenticated` on every root field, and on every
 * entity that they can get through other subgraphs' references. It is no part of schema.graphql, since a router that does not
 * know the directive (`@apollo/gateway`) takes no supergraph that has it.
 */
export function withAuthentication(sdl: string): string {
  const document = visit(parse(sdl), {
    // Into the list of what is imported of Federation.
    ListValue: (list) => {
      const value = { kind: Kind.STRING, value: "@authenticated" } as const;
      const isImports = list.values.some((member) => member.kind === Kind.STRING && member.value === "@key");
      return isImports ? { ...list, values: [...list.values, value] } : undefined;
    },
    ObjectTypeDefinition: {
      leave(type: ObjectTypeDefinitionNode) {
        if (["Query", "Mutation"].includes(type.name.value)) {
          return {
            ...type,
            fields: type.fields?.map((field) => ({
              ...field,
              directives: [...(field.directives ?? []), authenticated],
            })),
          };
        }
        return isEntity(type)
          ? { ...type, directives: [...(type.directives ?? []), authenticated] }
          : undefined;
      },
    },
  });
  return `${print(document)}\n`;
}

/** One with a key that the gateway resolves. */
function isEntity({ directives = [] }: ObjectTypeDefinitionNode): boolean {
  return directives.some((directive) => directive.name.value === "key" && isResolvable(directive));
}
