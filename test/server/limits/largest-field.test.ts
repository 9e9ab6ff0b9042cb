import fc from "fast-check";
import type { FieldNode } from "graphql";
import { buildASTSchema, parse, print, visit } from "graphql";
import { expect, test } from "vitest";
import { largestField } from "../../../src/server/limits/largest-field.js";
import { measureOperation } from "../../../src/server/limits/measure-operation.js";

const schema = buildASTSchema(
  parse(`
    directive @cost(weight: Int!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION
    directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!]) on FIELD_DEFINITION
    interface Node { id: ID, free: Int @cost(weight: 0), owner: Owner, many(first: Int = 20): [Node] @listSize(slicingArguments: ["first"]) }
    type One implements Node { id: ID, free: Int @cost(weight: 0), owner: Owner, many(first: Int = 20): [Node] @listSize(slicingArguments: ["first"]), other: [Node] @listSize(assumedSize: 8) }
    type Two implements Node { id: ID, free: Int @cost(weight: 0), owner: Owner, many(first: Int = 20): [Node] @listSize(slicingArguments: ["first"]), few: [Node] @listSize(assumedSize: 10) }
    type Owner { name: String, free: Int @cost(weight: 0), owns: Node }
    type Connection { nodes: [Node], total: Int, free: Int @cost(weight: 0) }
    input Filter { ids: [ID!], text: String }
    type Query {
      free: Int @cost(weight: 0)
      node: Node
      page(first: Int = 50, filter: Filter): Connection @listSize(slicingArguments: ["first"], sizedFields: ["nodes"])
      find(ids: [ID!]!): [Node] @listSize(slicingArguments: ["ids"])
    }
  `),
  { assumeValidSDL: true },
);

function operationOf(source: string, variables: Record<string, unknown> = {}) {
  const document = parse(source);
  const operation = document.definitions.find((definition) => definition.kind === "OperationDefinition");
  if (operation === undefined) throw new Error("The document has no operation.");
  return { schema, document, operation, variables, sourceCount: 3 };
}

const largest = (source: string, variables?: Record<string, unknown>) => {
  const found = largestField(operationOf(source, variables));
  if (found === null) return null;
  const { path, isMost, arguments: costly } = found;
  return [
    path.join("."),
    isMost,
    costly.map(({ path: of, argument, value, unit }) => `${of.join(".")}(${argument}: ${value} ${unit})`),
  ];
};

test.each<[string, string, string[]]>([
  ["{ page { total nodes { id } } }", "page.nodes", ["page(first: 50 number)"]],
  ["{ free node { id } a: page(first: 9) { nodes { id } } }", "a.nodes", ["a(first: 9 number)"]],
  [
    "{ page(first: 5) { nodes { many { id } id } } }",
    "page.nodes.many",
    ["page(first: 5 number)", "page.nodes.many(first: 20 number)"],
  ],
  // One item cannot be fewer.
  [
    "{ page(first: 1) { nodes { b: many(first: 9) { id } } } }",
    "page.nodes.b",
    ["page.nodes.b(first: 9 number)"],
  ],
  ["{ page(first: 30) { total } node { id } }", "page", ["page(first: 30 number)"]],
  // The cost of the deepest field is not the most, so the explanation stops above it.
  ["{ node { a: owner { name } b: owner { name } id } }", "node", []],
  [
    "{ ...A } fragment A on Query { page { ...B } } fragment B on Connection { ... { nodes { id } } }",
    "page.nodes",
    ["page(first: 50 number)"],
  ],
  // A value has only one type: `few` is larger than each `other`, but not than all of them.
  [
    "{ node { ... on One { a: other { id } } ... on Two { few { id } } ... on One { b: other { id } } } }",
    "node",
    [],
  ],
  ["{ node { ... on One { other { id } } ... on Two { few { id } } } }", "node.few", []],
  [`{ find(ids: [${'"x" '.repeat(40)}]) { id } }`, "find", ["find(ids: 40 items)"]],
  [
    `{ page(first: 1, filter: { ids: [${'"x" '.repeat(40)}] text: "y" }) { total } }`,
    "page",
    ["page(filter.ids: 40 items)"],
  ],
  [
    `{ page(first: 1, filter: { ids: ["x"] text: "${"y".repeat(9_000)}" }) { total } }`,
    "page",
    ["page(filter.text: 9000 characters)"],
  ],
  [
    `{ page(first: 1, filter: { ids: ["x", "${"y".repeat(9_000)}"] }) { total } }`,
    "page",
    ["page(filter.ids.1: 9000 characters)"],
  ],
  // A name that is too long to show ends the path.
  [`{ page { ${"n".repeat(400)}: nodes { id } } }`, "page", ["page(first: 50 number)"]],
])("$#: the part that causes most of the cost", (source, path, costly) => {
  expect(largest(source)).toEqual([path, true, costly]);
});

test("of two equal fields, one is named with what can be lower", () => {
  const two = "{ node { a: many(first: 90) { id } b: many(first: 90) { id } } }";
  expect(largest(two)).toEqual(["node.a", false, ["node.a(first: 90 number)"]]);
});

test("says if no field causes most of the cost", () => {
  const source = "{ a: page(first: 5) { nodes { id } } b: page(first: 60) { nodes { id } } }";
  expect(largest(source)).toEqual(["b.nodes", true, ["b(first: 60 number)"]]);
  const equal = "{ a: page(first: 5) { nodes { id } } b: page(first: 5) { nodes { id } } }";
  expect(largest(equal)).toEqual(["a.nodes", false, ["a(first: 5 number)"]]);
  expect(largest(`{ ${"n".repeat(400)}: node { id } }`)).toBeNull();
});

test("reads variables", () => {
  const source =
    "query ($first: Int, $filter: Filter) { page(first: $first, filter: $filter) { nodes { id } } }";
  expect(largest(source, { first: 7 })).toEqual(["page.nodes", true, ["page(first: 7 number)"]]);
  expect(largest(source, { first: 1, filter: { ids: Array(99).fill("x") } })).toEqual([
    "page",
    true,
    ["page(filter.ids: 99 items)"],
  ]);
});

test("needs little time for fragments that double each other, and for nested fragments of two types", () => {
  const doubling = Array.from(
    { length: 200 },
    (_, index) =>
      `fragment F${index} on Node { ...F${index + 1} ... on One { a${index}: other { ...F${index + 1} } } ... on Two { ...F${index + 1} } }`,
  );
  const nested = (depth: number): string =>
    depth === 0 ? "id" : `... on One { id ... on Node { ${nested(depth - 1)} } } ... on Two { id }`;
  const before = process.cpuUsage();
  expect(largest(`{ node { ...F0 } } ${doubling.join(" ")} fragment F200 on Node { id }`)).not.toBeNull();
  expect(largest(`{ node { ${nested(200)} } }`)).not.toBeNull();
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(300);
});

test("without the part that causes most of the cost, an operation costs at most half", () => {
  const { node } = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom("id", "x: id", "... { id }"),
      tie("node").map((inner) => `owner { owns { ${inner} } }`),
      tie("node").map((inner) => `... on Two { few { ${inner} } }`),
      fc
        .tuple(fc.nat(30), tie("node"))
        .map(([first, inner]) => `m${first}: many(first: ${first}) { ${inner} }`),
      fc.tuple(tie("node"), tie("node")).map((both) => both.join(" ")),
    ),
  }));
  let isMostCount = 0;
  fc.assert(
    fc.property(node, fc.integer({ min: 1, max: 60 }), (inner, first) => {
      const given = operationOf(`{ a: node { many(first: ${first}) { ${inner} } } node { ${inner} } }`);
      const found = largestField(given);
      if (!found?.isMost) return;
      isMostCount += 1;
      const smaller = operationOf(print(without(given.document, found.path)));
      expect(measureOperation(smaller).cost).toBeLessThanOrEqual(measureOperation(given).cost / 2 + 1e-9);
    }),
  );
  expect(isMostCount).toBeGreaterThan(50);
});

/** Replaces each field at a path of response names by one that costs nothing. */
function without(document: ReturnType<typeof parse>, path: readonly string[]) {
  const names: string[] = [];
  const nameOf = ({ alias, name }: FieldNode) => (alias ?? name).value;
  return visit(document, {
    Field: {
      enter(node) {
        names.push(nameOf(node));
        if (names.join(".") !== path.join(".")) return;
        return { kind: node.kind, name: { ...node.name, value: "free" } } as FieldNode;
      },
      leave() {
        names.pop();
      },
    },
  });
}
