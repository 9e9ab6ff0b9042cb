import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildASTSchema, buildSchema, isAbstractType, isInterfaceType, parse } from "graphql";
import introspection from "../generated/introspection.json" with { type: "json" };
import generated from "../generated/possibleTypes.json" with { type: "json" };
import { createApolloCache } from "../src/apollo.ts";
import { wholeAnswers, wholeResults } from "../src/apollo-answers.ts";
import { embeddedIn } from "../src/urql-schema.ts";
import "./relay-tags.ts";

const { dataId } = await import("../src/relay.ts");

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

test("Apollo Client never combines two results of a subscription", () => {
  const subscriptions = Object.keys(gateways.getSubscriptionType()?.getFields() ?? {});
  assert.deepEqual(Object.keys(wholeResults).sort(), subscriptions.sort());
});

test("what subscriptions return, except windows and sources, is no entity of any cache", () => {
  const eventType = gateways.getType("MaintenanceEvent");
  assert.ok(isInterfaceType(eventType));
  const events = gateways.getPossibleTypes(eventType).map(({ name }) => name);
  assert.ok(events.length >= 3);
  const embedded = embeddedIn(introspection);
  const cache = createApolloCache();
  for (const __typename of [...events, "MaintenanceNow", "MaintenanceReason", "MissingInformation"]) {
    const value = { __typename, at: "2030-01-07T12:00:00.000Z", position: "a:1" };
    assert.equal(cache.identify(value), undefined);
    assert.equal(dataId(value as object, __typename), null);
    assert.ok(__typename in embedded);
  }
});
