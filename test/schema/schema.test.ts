import { readFileSync } from "node:fs";
import { buildSubgraphSchema } from "@apollo/subgraph";
import type { GraphQLField, GraphQLObjectType, GraphQLSchema } from "graphql";
import {
  buildASTSchema,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  graphql,
  introspectionFromSchema,
  isIntrospectionType,
  isLeafType,
  isListType,
  isObjectType,
  parse,
  printType,
} from "graphql";
import { expect, test } from "vitest";
import { entityReferences, gatewaySchema } from "../../src/resolvers/gateway-schema.js";

const schema = gatewaySchema();
const sdl = readFileSync("schema.graphql", "utf8");

test("schema.graphql is the SDL that the gateway serves to routers (run npm run schema after a change)", async () => {
  const { data } = await graphql({ schema, source: "{ _service { sdl } }" });
  expect(data).toMatchObject({ _service: { sdl } });
});

test("the schema has the same federation types and fields as a subgraph built by Apollo's library", () => {
  const reference = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
  const federationPartsOf = (subgraph: GraphQLSchema) => {
    const query = (subgraph.getQueryType() as GraphQLObjectType).getFields();
    return {
      types: ["_Any", "_Service"].map((name) => {
        const type = subgraph.getType(name);
        return type && printType(type);
      }),
      entities: `${query._entities?.type}(${query._entities?.args.map(({ name, type }) => `${name}: ${type}`)})`,
      service: String(query._service?.type),
    };
  };
  expect(federationPartsOf(schema)).toEqual(federationPartsOf(reference));
});

test("each type with a resolvable key has a reference resolver for that key", () => {
  const keys = [...sdl.matchAll(/^type (\w+) .*@key\(fields: "(\w+)"\)/gm)].map(([, type, key]) => [
    type,
    key,
  ]);
  expect(keys.length).toBeGreaterThan(3);
  expect(Object.entries(entityReferences).map(([type, { key }]) => [type, key])).toEqual(
    expect.arrayContaining(keys),
  );
  expect(Object.keys(entityReferences)).toHaveLength(keys.length);
});

test("the schema, and every type, field, argument and enum value in it, has a description", () => {
  const { __schema } = introspectionFromSchema(schema, {
    inputValueDeprecation: true,
    schemaDescription: true,
  });
  const bare = __schema.types
    .filter(
      ({ name }) => !name.startsWith("_") && !["String", "Int", "Float", "Boolean", "ID"].includes(name),
    )
    .flatMap((type) => {
      const fields = ("fields" in type ? (type.fields ?? []) : []).filter(
        ({ name }) => !name.startsWith("_"),
      );
      const members = [
        ...fields,
        ...fields.flatMap((field) =>
          field.args.map((arg) => ({ ...arg, name: `${field.name}.${arg.name}` })),
        ),
        ...("inputFields" in type ? (type.inputFields ?? []) : []),
        ...("enumValues" in type ? (type.enumValues ?? []) : []),
      ];
      return [
        ...(type.description ? [] : [type.name]),
        ...members.filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`),
      ];
    });
  expect(bare).toEqual([]);
  expect(__schema.description).toBeTruthy();
});

test("the descriptions of the schema and its root types are the same in schema.graphql as in introspection", async () => {
  const { data } = await graphql({
    schema,
    source: "{ __schema { description queryType { description } mutationType { description } } }",
  });
  const printed = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  expect(data).toEqual({
    __schema: {
      description: printed.description,
      queryType: { description: printed.getQueryType()?.description },
      mutationType: { description: printed.getMutationType()?.description },
    },
  });
});

test("every list of objects declares its size, for routers with demand control", () => {
  const annotated = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  const fields = Object.values(annotated.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
  const listSize = buildSubgraphSchema([{ typeDefs: parse(sdl) }]).getDirective("listSize");
  const listSizeOf = ({ astNode }: GraphQLField<unknown, unknown>) =>
    listSize && astNode ? getDirectiveValues(listSize, astNode) : undefined;
  // The field that returns a connection declares the sizes of its lists.
  const sized = new Set(
    fields.flatMap(({ field }) =>
      ((listSizeOf(field)?.sizedFields ?? []) as string[]).map(
        (name) => `${getNamedType(field.type)}.${name}`,
      ),
    ),
  );
  const unsized = fields
    .filter(({ field }) => isListType(getNullableType(field.type)) && !isLeafType(getNamedType(field.type)))
    .filter(({ type, field }) => !listSizeOf(field) && !sized.has(`${type.name}.${field.name}`))
    .map(({ type, field }) => `${type.name}.${field.name}`);
  expect(unsized).toEqual([]);
  const known = fields.flatMap(({ field }) =>
    ((listSizeOf(field)?.slicingArguments ?? []) as string[]).map((name) =>
      field.args.some((arg) => arg.name === name),
    ),
  );
  expect(known.length).toBeGreaterThan(4);
  expect(known).not.toContain(false);
});

test("a field that may call a provider costs more, and a change costs the same in a bulk change as on its own", () => {
  const costs = [...sdl.matchAll(/^ {2}(?:(\w+)|\))(?::.*)? @cost\(weight: (\d+)\)/gm)].map(
    ([, , weight]) => weight,
  );
  expect(costs.filter((weight) => weight === "5")).toHaveLength(3);
  // Composers reject a cost on the field `overlapping` of an interface, so its type has it.
  expect(sdl).toContain("type OverlappingWindows @cost(weight: 5) {");
  expect(costs.filter((weight) => weight === "10")).toHaveLength(6 + 6);
});
