import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildASTSchema, buildSchema, isAbstractType, parse } from "graphql";
import generated from "../generated/possibleTypes.json" with { type: "json" };
import { wholeAnswers } from "../src/apollo-answers.ts";

const read = (file: string) => readFileSync(new URL(file, import.meta.url), "utf8");
const gateways = buildASTSchema(parse(read("../../../schema.graphql")), { assumeValidSDL: true });

test("possibleTypes lists every union and interface of the gateway's schema with all its types", () => {
  const abstract = Object.values(gateways.getTypeMap()).filter(isAbstractType);
  assert.ok(abstract.length > 5);
  const expected = abstract.map((type) => [
    type.name,
    gateways
      .getPossibleTypes(type)
      .map(({ name }) => name)
      .sort(),
  ]);
  assert.deepEqual(
    Object.entries(generated.possibleTypes)
      .map(([name, types]) => [name, types.toSorted()])
      .sort(),
    expected.sort(),
  );
});

test("the client's schema is valid, and has the gateway's types but no Federation directives", () => {
  const text = read("../generated/schema.graphql");
  const own = buildSchema(text);
  const names = (schema: typeof own) => Object.keys(schema.getTypeMap()).sort();
  assert.deepEqual(names(own), names(gateways));
  assert.doesNotMatch(text, /@(?:key|link|tag|cost|listSize|shareable)\b/);
});

test("Apollo Client stores the answers of every field of Query whole, except the sources, which no mutation changes", () => {
  const queries = Object.keys(gateways.getQueryType()?.getFields() ?? {}).filter(
    (name) => !name.startsWith("_"),
  );
  assert.deepEqual([...Object.keys(wholeAnswers), "maintenanceSources"].sort(), queries.sort());
});
