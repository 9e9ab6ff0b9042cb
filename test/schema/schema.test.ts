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

test("schema.graphql is what the gateway tells routers (run npm run schema after a change)", async () => {
  const { data } = await graphql({ schema, source: "{ _service { sdl } }" });
  expect(data).toMatchObject({ _service: { sdl } });
});

test("the schema has what Apollo's own library makes a subgraph of", () => {
  const reference = buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
  const machineryOf = (subgraph: GraphQLSchema) => {
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
  expect(machineryOf(schema)).toEqual(machineryOf(reference));
});

test("each type with a key that can be resolved has a reference resolver, of that key", () => {
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

test("everything in the schema has a description", () => {
  const { __schema } = introspectionFromSchema(schema, { inputValueDeprecation: true });
  const bare = __schema.types
    .filter(
      ({ name }) => !name.startsWith("_") && !["String", "Int", "Float", "Boolean", "ID"].includes(name),
    )
    .flatMap((type) => {
      const isRoot = ["Query", "Mutation"].includes(type.name);
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
        ...(type.description || isRoot ? [] : [type.name]),
        ...members.filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`),
      ];
    });
  expect(bare).toEqual([]);
});

test("every list of objects tells a router with demand control how long it may be", () => {
  const annotated = buildASTSchema(parse(sdl), { assumeValidSDL: true });
  const fields = Object.values(annotated.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !isIntrospectionType(type))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ type, field })));
  const listSize = buildSubgraphSchema([{ typeDefs: parse(sdl) }]).getDirective("listSize");
  const listSizeOf = ({ astNode }: GraphQLField<unknown, unknown>) =>
    listSize && astNode ? getDirectiveValues(listSize, astNode) : undefined;
  // A connection's lists are sized by the field that returns the connection.
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

test("what asks a provider costs more, and each change of many costs what it costs alone", () => {
  const costs = [...sdl.matchAll(/^ {2}(?:(\w+)|\))(?::.*)? @cost\(weight: (\d+)\)/gm)].map(
    ([, , weight]) => weight,
  );
  expect(costs.filter((weight) => weight === "5")).toHaveLength(2);
  expect(costs.filter((weight) => weight === "10")).toHaveLength(6 + 6);
});
