import type { GraphQLObjectType, GraphQLSchema } from "graphql";
import { extendSchema, parse } from "graphql";
import { invalidArgument } from "../domain/failures/error-factories.js";
import type { GatewayError } from "../domain/failures/gateway-error.js";

/** How to find an entity by its key. */
export interface EntityReference<Context> {
  /** Name of the key field, which is a string. */
  readonly key: string;
  /** Returns null if there is no entity with that key. */
  readonly find: (key: string, context: Context) => Promise<object | null>;
}

/** Entity references by type name. */
export type EntityReferences<Context> = Readonly<Record<string, EntityReference<Context>>>;

/**
 * Makes the schema a Federation 2 subgraph: adds `_service`, which returns the SDL, and `_entities`, which finds entities by key
 * (Apollo Federation subgraph specification). It replaces `buildSubgraphSchema`, which prints, parses and rebuilds the schema at
 * every start. That function also fails all entities of a request if it does not know the type of one.
 */
export function toSubgraph<Context>(
  schema: GraphQLSchema,
  references: EntityReferences<Context>,
): GraphQLSchema {
  const subgraph = extendSchema(
    schema,
    parse(`
      scalar _Any
      union _Entity = ${Object.keys(references).join(" | ")}
      type _Service { sdl: String }
      extend type Query {
        "Entities by key, for routers, in the order of \`representations\`. Null for an entity that does not exist."
        _entities(representations: [_Any!]!): [_Entity]!
          @cost(weight: 5) @listSize(slicingArguments: ["representations"])
        "SDL of this subgraph (schema.graphql), for routers."
        _service: _Service!
      }
    `),
    { assumeValid: true },
  );
  // `extendSchema` drops the description of the schema.
  subgraph.description = schema.description;
  const { _entities: entities, _service: service } = (
    subgraph.getQueryType() as GraphQLObjectType
  ).getFields();
  if (entities === undefined || service === undefined) throw new Error("The schema has no Query.");
  entities.resolve = (
    _query,
    { representations }: { readonly representations: readonly unknown[] },
    context,
  ) => representations.map((representation) => findEntity(representation, references, context));
  let sdl: Promise<string> | undefined;
  service.resolve = () => ({
    sdl() {
      sdl ??= sdlOf(schema).catch((error: unknown) => {
        sdl = undefined;
        throw error;
      });
      return sdl;
    },
  });
  return subgraph;
}

/** The printer is imported on demand: only routers request the SDL. */
async function sdlOf(schema: GraphQLSchema): Promise<string> {
  const { printSdl } = await import("./print-sdl.js");
  return printSdl(schema);
}

/** Finds one entity. An error, even one about the form of the representation, affects only that entity. */
async function findEntity<Context>(
  representation: unknown,
  references: EntityReferences<Context>,
  context: Context,
): Promise<object | null> {
  const { __typename: typeName, ...fields } = representation as Readonly<Record<string, unknown>>;
  const reference =
    typeof typeName === "string" && Object.hasOwn(references, typeName) ? references[typeName] : undefined;
  if (reference === undefined) {
    throw malformed("__typename", `__typename must be one of ${Object.keys(references).join(", ")}.`);
  }
  const key = fields[reference.key];
  if (typeof key === "string") return reference.find(key, context);
  throw malformed(reference.key, `${reference.key} must be a string: it is the key of ${typeName}.`);
}

/** The GraphQL path of the error says which representation is malformed. */
function malformed(field: string, message: string): GatewayError {
  return invalidArgument([{ path: [field], code: "MALFORMED", message }]);
}
