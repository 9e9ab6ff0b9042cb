import type { GraphQLField, GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from "graphql";
import { isIntrospectionType, isObjectType } from "graphql";
import { getMetadataStorage } from "type-graphql";

type Storage = ReturnType<typeof getMetadataStorage>;
type FieldMetadata = Storage["fieldResolvers"][number];
type ParameterMetadata = NonNullable<FieldMetadata["params"]>[number];
type Resolve = GraphQLFieldResolver<unknown, Readonly<Record<string, unknown>>>;
type Read = (source: unknown, values: Readonly<Record<string, unknown>>, context: unknown) => unknown;

/**
 * Makes graphql-js call the methods with `@FieldResolver` directly, and read all other fields itself. type-graphql's own
 * resolvers are asynchronous for each argument of each node of each list, which takes longer than the methods do. The fields
 * of the root types keep type-graphql's resolvers, which check `@Authorized`.
 */
export function resolveDirectly(schema: GraphQLSchema): void {
  const storage = getMetadataStorage();
  const instances = new Map<unknown, object>();
  const roots: readonly unknown[] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ];
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type) || roots.includes(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const metadata = metadataOf(type, field, storage);
      if (metadata === undefined) delete field.resolve;
      else field.resolve = rejecting(callOf(metadata, instances));
    }
  }
}

/** Finds the method that resolves the field: of the type itself or of one of its interfaces. */
function metadataOf(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  { fieldResolvers, objectTypes, interfaceTypes }: Storage,
): FieldMetadata | undefined {
  const names = [type.name, ...type.getInterfaces().map(({ name }) => name)];
  const classes: readonly unknown[] = [...objectTypes, ...interfaceTypes]
    .filter(({ name }) => names.includes(name))
    .map(({ target }) => target);
  return fieldResolvers.find(
    ({ schemaName, getObjectType }) => schemaName === field.name && classes.includes(getObjectType?.()),
  );
}

function callOf(
  { kind, roles, middlewares = [], target, methodName, params = [] }: FieldMetadata,
  instances: Map<unknown, object>,
): Resolve {
  if (kind !== "external" || roles !== undefined || middlewares.length > 0) {
    throw new Error(`${methodName} uses a feature of type-graphql that resolveDirectly does not support.`);
  }
  let instance = instances.get(target);
  if (instance === undefined) {
    instance = new (target as new () => object)();
    instances.set(target, instance);
  }
  const method = (instance as Readonly<Record<string, (...values: unknown[]) => unknown>>)[methodName];
  if (method === undefined) throw new Error(`The resolver class has no method ${methodName}.`);
  const reads = params.toSorted((left, right) => left.index - right.index).map(readerOf);
  const [first, second] = reads;
  // Most methods have one or two parameters. A call with a list of them takes longer.
  if (first === undefined) return () => method.call(instance);
  if (second === undefined)
    return (source, values, context) => method.call(instance, first(source, values, context));
  if (reads.length === 2)
    return (source, values, context) =>
      method.call(instance, first(source, values, context), second(source, values, context));
  return (source, values, context) =>
    method.apply(
      instance,
      reads.map((read) => read(source, values, context)),
    );
}

/**
 * Rejects instead of throwing. If an item of a list throws, graphql-js abandons the promises of the items before it, and nobody
 * handles their rejections.
 */
function rejecting(resolve: Resolve): Resolve {
  return (source, values, context, info) => {
    try {
      return resolve(source, values, context, info);
    } catch (error) {
      return Promise.reject(error);
    }
  };
}

function readerOf(parameter: ParameterMetadata): Read {
  switch (parameter.kind) {
    case "root":
      return (root) => root;
    case "context":
      return (_root, _values, context) => context;
    case "arg": {
      const { name } = parameter;
      return (_root, values) => values[name];
    }
    case "args":
      return (_root, values) => values;
    default:
      throw new Error(`resolveDirectly does not support parameters of the kind ${parameter.kind}.`);
  }
}
