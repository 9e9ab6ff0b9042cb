import { readFileSync } from "node:fs";
import { isInputObjectType, isObjectType, buildSchema as parseSchema, printSchema } from "graphql";
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

test("every type of the gateway has a description", () => {
  const bare = Object.values(schema.getTypeMap())
    .filter((type) => !type.name.startsWith("__"))
    .filter((type) => isObjectType(type) || isInputObjectType(type))
    .filter((type) => !["Query", "Mutation"].includes(type.name) && !type.description)
    .map(({ name }) => name);
  expect(bare).toEqual([]);
});
