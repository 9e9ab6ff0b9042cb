import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLLeafType,
  GraphQLObjectType,
  GraphQLOutputType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from "graphql";
import {
  getArgumentValues,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  TypeNameMetaFieldDef,
} from "graphql";
import { collectFields, collectSubfields } from "graphql/execution/collectFields.js";
import { variablesIn } from "./used-variables.js";

export type Values = Readonly<Record<string, unknown>>;

/** Executes a query, and returns its data. Rejects if any value is not as planned: then graphql-js must execute the query. */
export type QueryPlan = (context: object, variables: Values) => Promise<Record<string, unknown>>;

/** A schema and the resolvers that its fields had at first: Apollo Server wraps them when a router requests a trace. */
export interface ResolvedSchema {
  readonly schema: GraphQLSchema;
  readonly resolvers: ReadonlyMap<object, GraphQLFieldResolver<unknown, unknown>>;
}

/** Takes the resolvers of a schema, before anything wraps them. */
export function withResolvers(schema: GraphQLSchema): ResolvedSchema {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  const fields = types.flatMap((type) => Object.values(type.getFields()));
  return {
    schema,
    resolvers: new Map(fields.flatMap((field) => (field.resolve ? [[field, field.resolve] as const] : []))),
  };
}

/** One execution of a plan. */
interface Execution {
  readonly context: object;
  readonly variables: Values;
  /** Arguments that depend on variables. They are the same for every item of a list. */
  readonly argumentsOf: Map<FieldNode, Values>;
  /** How many promises are pending, and 1 while values are being completed. */
  pending: number;
  readonly finish: () => void;
  readonly fail: (error: unknown) => void;
}

/** Returns a value as it is in the response. */
type Complete = (value: unknown, execution: Execution) => unknown;

interface PlannedField {
  readonly responseKey: string;
  readonly read: (source: unknown, execution: Execution) => unknown;
  readonly complete: Complete;
}

type SelectedFields = ReadonlyMap<string, readonly FieldNode[]>;

const noArguments: Values = Object.freeze({});

/**
 * Plans the execution of a query (GraphQL specification, section 6). For every item of every list, graphql-js collects the
 * fields, finds their definitions and coerces their arguments anew. A plan does this once, with the same functions of graphql-js.
 * It contains only what queries without errors need.
 *
 * The variables in `@skip` and `@include` decide which fields a plan has. So it is valid only for their values in its first
 * execution.
 */
export function planQuery(
  { schema, resolvers }: ResolvedSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): QueryPlan {
  const queryType = schema.getQueryType();
  if (!queryType || operation.operation !== "query") throw unplanned("The operation is not a query");
  const fragments = fragmentsOf(document);

  function objectPlan(type: GraphQLObjectType, select: (variables: Values) => SelectedFields): Complete {
    if (type.isTypeOf) throw unplanned(`${type.name} has isTypeOf`);
    let fields: readonly PlannedField[] | undefined;
    return (source, execution) => {
      if (source instanceof Error) throw source;
      // Planned now, because a list can contain objects of few of its possible types.
      fields ??= [...select(execution.variables)].map(([key, nodes]) => fieldPlan(type, key, nodes));
      const data: Record<string, unknown> = {};
      for (const { responseKey, read, complete } of fields)
        put(data, responseKey, read(source, execution), complete, execution);
      return data;
    };
  }

  function fieldPlan(
    type: GraphQLObjectType,
    responseKey: string,
    nodes: readonly FieldNode[],
  ): PlannedField {
    const name = nodes[0]?.name.value ?? "";
    if (name === TypeNameMetaFieldDef.name)
      return { responseKey, read: () => type.name, complete: (value) => value };
    const field = type.getFields()[name];
    // Setting this key would change the prototype of the data.
    if (field === undefined || responseKey === "__proto__") throw unplanned(`${type.name}.${name}`);
    return { responseKey, read: readPlan(type, field, nodes), complete: typePlan(field.type, nodes) };
  }

  function readPlan(
    parentType: GraphQLObjectType,
    field: GraphQLField<unknown, unknown>,
    fieldNodes: readonly FieldNode[],
  ): PlannedField["read"] {
    const { name: fieldName, type: returnType } = field;
    const resolve = resolvers.get(field);
    if (resolve === undefined) return (source) => propertyOf(source, fieldName);
    const argumentsOf = argumentsPlan(field, fieldNodes);
    // Resolvers of fields that are not root fields get no information about the query. `resolveDirectly` ensures that none needs it.
    const hasInfo = parentType === queryType;
    const key = fieldNodes[0]?.alias?.value ?? fieldName;
    const path = { prev: undefined, key, typename: parentType.name };
    const info = { fieldName, fieldNodes, returnType, parentType, path, schema, fragments, operation };
    return (source, execution) => {
      const { context, variables } = execution;
      const given = hasInfo ? { ...info, rootValue: undefined, variableValues: variables } : undefined;
      return resolve(source, argumentsOf(execution), context, given as unknown as GraphQLResolveInfo);
    };
  }

  function typePlan(type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete {
    if (isNonNullType(type)) {
      const complete = valuePlan(type.ofType, nodes);
      return (value, execution) => {
        if (value === null || value === undefined) throw unplanned(`Null for ${type}`);
        return complete(value, execution);
      };
    }
    const complete = valuePlan(type, nodes);
    return (value, execution) => (value === null || value === undefined ? null : complete(value, execution));
  }

  function valuePlan(type: GraphQLOutputType, nodes: readonly FieldNode[]): Complete {
    if (isLeafType(type)) return leafPlan(type);
    if (isListType(type)) return listPlan(typePlan(type.ofType, nodes));
    const planOf = (objectType: GraphQLObjectType) =>
      objectPlan(objectType, (variables) =>
        collectSubfields(schema, fragments, variables, objectType, nodes),
      );
    if (isObjectType(type)) return planOf(type);
    if (!isAbstractType(type)) throw unplanned(String(type));
    const { resolveType } = type;
    const plans = new Map(schema.getPossibleTypes(type).map((possible) => [possible.name, planOf(possible)]));
    return (value, execution) => {
      const name = resolveType?.(value, execution.context, undefined as never, type);
      const complete = typeof name === "string" ? plans.get(name) : undefined;
      if (complete === undefined) throw unplanned(`A type of ${type}`);
      return complete(value, execution);
    };
  }

  const complete = objectPlan(queryType, (variables) =>
    collectFields(schema, fragments, variables, queryType, operation.selectionSet),
  );
  return (context, variables) =>
    new Promise((resolve, fail) => {
      const finish = () => resolve(data as Record<string, unknown>);
      const execution = { context, variables, argumentsOf: new Map(), pending: 1, finish, fail };
      const data = complete(undefined, execution);
      settle(execution);
    });
}

/** Sets a value of the response, at once or when its promise is fulfilled. Its place in the response is the same. */
function put<Key extends string | number>(
  data: Record<Key, unknown>,
  key: Key,
  value: unknown,
  complete: Complete,
  execution: Execution,
): void {
  if (!isPromise(value)) {
    data[key] = complete(value, execution);
    return;
  }
  data[key] = null;
  execution.pending += 1;
  value
    .then((result) => {
      data[key] = complete(result, execution);
      settle(execution);
    })
    .then(undefined, execution.fail);
}

function settle(execution: Execution): void {
  execution.pending -= 1;
  if (execution.pending === 0) execution.finish();
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}

function leafPlan(type: GraphQLLeafType): Complete {
  return (value) => {
    const serialized = type.serialize(value);
    if (serialized === null || serialized === undefined) throw unplanned(`Null for ${type}`);
    return serialized;
  };
}

function listPlan(complete: Complete): Complete {
  return (value, execution) => {
    if (!Array.isArray(value)) throw unplanned("A list that is not an array");
    const items: unknown[] = [];
    for (let index = 0; index < value.length; index++) put(items, index, value[index], complete, execution);
    return items;
  };
}

function argumentsPlan(
  field: GraphQLField<unknown, unknown>,
  [node]: readonly FieldNode[],
): (execution: Execution) => Values {
  if (field.args.length === 0 || node === undefined) return () => noArguments;
  if (variablesIn(node.arguments ?? []).size === 0) {
    let constant: Values | undefined;
    return () => {
      constant ??= getArgumentValues(field, node);
      return constant;
    };
  }
  return ({ argumentsOf, variables }) => {
    const known = argumentsOf.get(node) ?? getArgumentValues(field, node, variables);
    argumentsOf.set(node, known);
    return known;
  };
}

function propertyOf(source: unknown, name: string): unknown {
  const value = (source as Values)[name];
  if (typeof value === "function") throw unplanned(`The method ${name}`);
  return value;
}

function fragmentsOf({ definitions }: DocumentNode): Record<string, FragmentDefinitionNode> {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null);
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

function unplanned(what: string): Error {
  return new Error(`${what} is not planned: graphql-js must execute the query.`);
}
