import type { GraphQLObjectType, GraphQLSchema } from "graphql";
import { extendSchema, parse } from "graphql";
import { invalidArgument } from "../domain/failures/error-factories.js";
import type { GatewayError } from "../domain/failures/gateway-error.js";
import { printSdl } from "./print-sdl.js";

/** How an entity is found by its key. */
export interface EntityReference<Context> {
  /** The field that is its key; a text. */
  readonly key: string;
  /** Null where there is none with that key. */
  readonly find: (key: string, context: Context) => Promise<object | null>;
}

/** By the name of the entity's type. */
export type EntityReferences<Context> = Readonly<Record<string, EntityReference<Context>>>;

/**
 * Makes the schema a Federation 2 subgraph: one that tells its SDL, and finds entities by their keys (Apollo Federation
 * subgraph specification). In place of `buildSubgraphSchema`, which would print, parse and make anew the whole schema at every
 * start, and takes all entities of a request down with one whose type it does not know.
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
        "For routers: the entities with these keys, in this order. Null for one that there is not."
        _entities(representations: [_Any!]!): [_Entity]!
          @cost(weight: 5) @listSize(slicingArguments: ["representations"])
        "For routers: schema.graphql."
        _service: _Service!
      }
    `),
    { assumeValid: true },
  );
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
      sdl ??= printSdl(schema).catch((error: unknown) => {
        sdl = undefined;
        throw error;
      });
      return sdl;
    },
  });
  return subgraph;
}

/** One that cannot be found, or is not even asked for as it should be, takes nothing from the others. */
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
  throw malformed(reference.key, `${reference.key} must be a text: it is the key of a ${typeName}.`);
}

/** Which of the representations it is, the error's own path tells. */
function malformed(member: string, message: string): GatewayError {
  return invalidArgument([{ path: [member], code: "MALFORMED", message }]);
}
