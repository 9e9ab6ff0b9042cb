import { readFileSync } from "node:fs";
import { introspectionFromSchema, buildSchema as parseSchema, printSchema } from "graphql";
import { expect, test } from "vitest";
import { resolvers } from "../src/resolvers/resolvers.js";
import { buildSchema } from "../src/schema/build-schema.js";

const schema = buildSchema(resolvers);

test("schema.graphql is what the code makes (run npm run schema after a change)", () => {
  expect(readFileSync("schema.graphql", "utf8")).toBe(`${printSchema(schema)}\n`);
});

test("schema.graphql is valid SDL", () => {
  expect(() => parseSchema(readFileSync("schema.graphql", "utf8"))).not.toThrow();
});

test("everything in the schema has a description", () => {
  const { __schema } = introspectionFromSchema(schema, { inputValueDeprecation: true });
  const bare = __schema.types
    .filter(
      ({ name }) => !name.startsWith("__") && !["String", "Int", "Float", "Boolean", "ID"].includes(name),
    )
    .flatMap((type) => {
      const isRoot = ["Query", "Mutation"].includes(type.name);
      const fields = "fields" in type ? (type.fields ?? []) : [];
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
