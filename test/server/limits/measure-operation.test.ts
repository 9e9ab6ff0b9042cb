import fc from "fast-check";
import { buildASTSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { measureOperation } from "../../../src/server/limits/measure-operation.js";

const schema = buildASTSchema(
  parse(`
    directive @cost(weight: Int!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT
    directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
    interface Node { id: ID, owner: Owner }
    type One implements Node { id: ID, owner: Owner, other: Node, list: [Owner] }
    type Two implements Node { id: ID, owner: Owner, few: [Node] @listSize(assumedSize: 3) }
    type Owner { name: String, owns: Node }
    type Connection { nodes: [Node], edges: [Edge], total: Int }
    type Edge { node: Node }
    type HeavyResult @cost(weight: 7) { id: ID }
    input Change { heavy: Heavy @cost(weight: 10), light: Int }
    input Heavy { text: String }
    type Query {
      name: String
      node: Node
      call: Node @cost(weight: 5)
      heavy: HeavyResult
      light: HeavyResult @cost(weight: 2)
      page(first: Int = 50): Connection @listSize(slicingArguments: ["first"], sizedFields: ["nodes", "edges"])
      find(ids: [ID!]!): [Node] @listSize(slicingArguments: ["ids"]) @cost(weight: 5)
      change(changes: [Change!]!): Boolean @cost(weight: 0)
      worked(out: Int): Int
    }
  `),
  { assumeValidSDL: true },
);

function measure(source: string, variables: Record<string, unknown> = {}) {
  const document = parse(source);
  const operation = document.definitions.find((definition) => definition.kind === "OperationDefinition");
  if (operation === undefined) throw new Error("The document has no operation.");
  const { cost, ...size } = measureOperation({ schema, document, operation, variables, sourceCount: 3 });
  return { ...size, cost: Math.round(cost * 1000) / 1000 };
}

test.each<[string, Partial<ReturnType<typeof measure>>]>([
  ["{ name }", { depth: 1, rootFields: 1, aliases: 0, cost: 0.1 }],
  ["{ __typename }", { depth: 1, cost: 0.1 }],
  ["{ a: name b: name }", { rootFields: 2, aliases: 2, cost: 0.2 }],
  ["{ node { id } }", { depth: 2, cost: 1.1 }],
  ["{ call { id } }", { cost: 5.1 }],
  ["{ heavy { id } }", { cost: 7.1 }],
  ["{ light { id } }", { cost: 2.1 }],
  ["{ node { owner { owns { a: id } } } }", { depth: 4, aliases: 1, cost: 3.1 }],
  // A list without @listSize counts as ten.
  ["{ node { ... on One { list { name } } } }", { depth: 3, cost: 1 + 10 * 1.1 }],
  ["{ node { ... on Two { few { id } } } }", { cost: 1 + 3 * 1.1 }],
  ["{ page { nodes { id } } }", { cost: 1 + 50 * 1.1 }],
  ["{ page(first: 7) { nodes { id } total } }", { cost: 1 + 7 * 1.1 + 0.1 }],
  ["{ page(first: 7) { edges { node { id } } } }", { depth: 4, cost: 1 + 7 * (1 + 1.1) }],
  [`{ page(first: 10) { nodes { ${"x".repeat(1_050)}: id } } }`, { cost: 1 + 10 * (1 + 0.1 + 1) }],
  [`{ page(first: 10) { nodes { ${"x".repeat(50)}: id } } }`, { cost: 1 + 10 * (1 + 0.1) }],
  [`{ ${"x".repeat(2_050)}: __typename }`, { cost: 0.1 + 2 }],
  ["{ page(first: null) { nodes { id } } }", { cost: 1 + 50 * 1.1 }],
  ["query ($first: Int) { page(first: $first) { nodes { id } } }", { cost: 1 + 50 * 1.1 }],
  ["{ page(first: 0) { nodes { id } } }", { cost: 1 + 0.1 }],
  // A negative page size, which is rejected later, does not reduce the cost of other fields.
  ["{ page(first: -1000) { nodes { id } } name }", { cost: 1 + 0.1 + 0.1 }],
  ['{ find(ids: ["a", "b", "c"]) { id } }', { cost: 3 * (5.1 + 0.5 + 0.001) }],
  // A value has only one type, so only the most expensive one counts.
  ["{ node { id ... on One { other { id } } ... on Two { owner { name } } } }", { cost: 1 + 0.1 + 1.1 }],
  ["{ node { ... on Node { id } ... { id } } }", { depth: 2, cost: 1 + 0.2 }],
  ["{ ...F } fragment F on Query { name node { id } }", { depth: 2, rootFields: 2, cost: 1.2 }],
  ["{ page(first: 3) { ...F } } fragment F on Connection { nodes { id } }", { cost: 1 + 3 * 1.1 }],
  [
    "{ a: page(first: 3) { ...F } b: page(first: 4) { ...F } } fragment F on Connection { nodes { id } }",
    { cost: 2 + 7 * 1.1 },
  ],
  ["{ change(changes: [{ heavy: {} }, { light: 1 }, { heavy: { text: null } }]) }", { cost: 20 + 3 * 5 }],
  ["{ worked }", { cost: 1 }],
])("%s", (source, size) => {
  expect(measure(source)).toMatchObject({
    ...size,
    ...(size.cost === undefined ? {} : { cost: Math.round(size.cost * 1000) / 1000 }),
  });
});

test("variables count with their values", () => {
  const source =
    "query ($first: Int, $ids: [ID!]!) { page(first: $first) { nodes { id } } find(ids: $ids) { id } }";
  expect(measure(source, { first: 9, ids: ["a", "b"] }).cost).toBe(
    Math.round((1 + 9 * 1.1 + 2 * (5.1 + 0.5 + 0.001)) * 1000) / 1000,
  );
});

test("fragments that double each other are measured quickly", () => {
  const fragments = Array.from(
    { length: 200 },
    (_, index) => `fragment F${index} on Query { ...F${index + 1} a${index}: node { id } ...F${index + 1} }`,
  );
  const { cost, aliases } = measure(`{ ...F0 } ${fragments.join(" ")} fragment F200 on Query { name }`);
  expect([cost, aliases].every((value) => value > 1e9 && Number.isFinite(value))).toBe(true);
});

test("adding to a selection never reduces its size", () => {
  const leaf = fc.constantFrom("id", "x: id", "... { id }");
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      tie("node").map((inner) => `owner { owns { ${inner} } }`),
      tie("node").map((inner) => `... on Two { few { ${inner} } }`),
      fc.tuple(tie("node"), tie("node")).map((both) => both.join(" ")),
    ),
  }));
  fc.assert(
    fc.property(node, node, (one, other) => {
      const less = measure(`{ node { ${one} } }`);
      const more = measure(`{ node { ${one} ${other} } }`);
      for (const name of ["depth", "aliases", "rootFields", "cost"] as const) {
        expect(more[name]).toBeGreaterThanOrEqual(less[name]);
      }
    }),
  );
});
