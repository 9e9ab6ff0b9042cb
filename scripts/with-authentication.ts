import type { ConstDirectiveNode, ObjectTypeDefinitionNode } from "graphql";
import { Kind, parse, print, visit } from "graphql";
import { isResolvable } from "./entity-keys.js";

const authenticated: ConstDirectiveNode = {
  kind: Kind.DIRECTIVE,
  name: { kind: Kind.NAME, value: "authenticated" },
};

/**
 * Returns the subgraph's SDL with `@authenticated`, so that routers reject unauthenticated callers. The directive is on every
 * root field, and on every entity that other subgraphs can reference. It is not in schema.graphql, because `@apollo/gateway`
 * does not know the directive and rejects a supergraph that contains it.
 */
export function withAuthentication(sdl: string): string {
  const document = visit(parse(sdl), {
    // Adds the directive to the imports from Federation.
    ListValue: (list) => {
      const value = { kind: Kind.STRING, value: "@authenticated" } as const;
      const isImports = list.values.some((member) => member.kind === Kind.STRING && member.value === "@key");
      return isImports ? { ...list, values: [...list.values, value] } : undefined;
    },
    ObjectTypeDefinition: {
      leave(type: ObjectTypeDefinitionNode) {
        if (["Query", "Mutation", "Subscription"].includes(type.name.value)) {
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

/** Whether the type has a key that the gateway resolves. */
function isEntity({ directives = [] }: ObjectTypeDefinitionNode): boolean {
  return directives.some((directive) => directive.name.value === "key" && isResolvable(directive));
}
