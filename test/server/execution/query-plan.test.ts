import fc from "fast-check";
import type { DocumentNode, GraphQLScalarType, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { buildSchema, execute, getOperationAST, getVariableValues, parse, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { planQuery, withResolvers } from "../../../src/server/execution/query-plan.js";

const schema = buildSchema(`
  scalar Instant
  enum Color { RED GREEN }
  input Range { from: Instant = "2026-01-01T00:00:00Z", sizes: [Int!] }
  interface Named { name: String! related: [Named] }
  type Cat implements Named { name: String! related: [Named] lives(of: Int = 9): Int! color: Color seen(in: Range): Instant }
  type Dog implements Named { name: String! related: [Named] owner: Person puppies: [[Dog]!] }
  union Pet = Cat | Dog
  type Person { id: ID! age: Int height: Float isHome: Boolean pets(first: Int!, in: Range): [Pet!]! pet: Pet method: String broken: String required: String! brokenList: [Int] }
  type Query { person(id: ID! = "1"): Person people: [Person] named: Named pet: Pet echo(range: Range, color: Color, at: Instant, text: String): String! later: Person }
`);

Object.assign(schema.getType("Instant") as GraphQLScalarType, {
  serialize: (value: unknown) => (value as Date).toISOString(),
  parseValue: (value: unknown) => new Date(String(value)),
  parseLiteral: (node: { readonly value?: string }) => new Date(node.value ?? ""),
});
const seen = new Date("2026-03-01T09:30:00Z");
const tom = { kind: "Cat", name: "Tom", color: "RED", seen };
const rex = { kind: "Dog", name: "Rex", puppies: [[null, { kind: "Dog", name: "Pup" }], []] };
const people = [
  { id: "1", age: 40, height: 1.75, isHome: true, pet: tom, required: "x", method: () => "called" },
  { id: 2, age: null, pet: null, required: null, broken: new Error("broken"), brokenList: "no list" },
];
resolveAs("Query", "person", (_, { id }) => people.find((person) => String(person.id) === id));
resolveAs("Query", "people", async () => [people[0], null, Promise.resolve(people[0])]);
resolveAs("Query", "named", () => rex);
resolveAs("Query", "pet", async () => tom);
resolveAs("Query", "later", async () => people[1]);
resolveAs("Query", "echo", (_, values) => JSON.stringify(values));
resolveAs("Person", "pets", (person, values) => [
  rex,
  Promise.resolve({ ...tom, name: JSON.stringify([person.id, values]) }),
]);
resolveAs("Person", "broken", ({ broken }) => {
  if (broken) throw broken;
  return null;
});
resolveAs("Cat", "lives", async (_, { of }) => of);
resolveAs("Cat", "related", () => [rex, null]);
resolveAs("Dog", "owner", () => Promise.resolve(people[0]));
for (const name of ["Named", "Pet"]) {
  Object.assign(schema.getType(name) as object, {
    resolveType: ({ kind }: { readonly kind: string }) => kind,
  });
}

function resolveAs(
  type: string,
  field: string,
  // biome-ignore lint/suspicious/noExplicitAny: Resolvers of a schema without types.
  resolve: (source: any, values: any) => unknown,
): void {
  const found = schema.getType(type);
  if (!found || !("getFields" in found)) throw new Error(type);
  Object.assign(found.getFields()[field] as object, { resolve });
}

type Values = Readonly<Record<string, unknown>>;

/** The response of a plan as JSON; null if the plan gives up. */
async function planned(text: string, given: Values, plan = planOf(text)): Promise<string | null> {
  const { operation } = parsed(text);
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], given);
  return plan({}, coerced ?? {}).then(
    (data) => JSON.stringify({ data }),
    () => null,
  );
}

function planOf(text: string) {
  const { document, operation } = parsed(text);
  return planQuery(withResolvers(schema), document, operation);
}

function parsed(text: string): {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
} {
  const document = parse(text);
  return { document, operation: getOperationAST(document) as OperationDefinitionNode };
}

async function executed(text: string, variableValues: Values): Promise<string> {
  return JSON.stringify(await execute({ schema, document: parse(text), variableValues, contextValue: {} }));
}

describe("a plan has the result of graphql-js", () => {
  test.each<[string, Values]>([
    [
      "{ a: person { id age height isHome } person { pet { __typename ... on Cat { name color seen } } } }",
      {},
    ],
    ["{ named { name ... on Dog { puppies { name related { name } } owner { id } } related { name } } }", {}],
    ["{ people { id pets(first: 2) { __typename ... on Named { name } } } }", {}],
    ["{ pet { ... on Cat { lives seven: lives(of: 7) related { __typename name } } } }", {}],
    ["query ($id: ID!) { person(id: $id) { id } missing: person(id: 9) { id } }", { id: 1 }],
    ['query ($at: Instant = "2026-05-01T00:00:00Z") { echo(at: $at, range: { sizes: 3 }) }', {}],
    [
      "query ($range: Range, $color: Color) { echo(range: $range, color: $color) }",
      { range: {}, color: "GREEN" },
    ],
    ["query ($color: Color) { absent: echo(color: $color) }", {}],
    [
      "query ($first: Int!) { people { pets(first: $first, in: { sizes: [$first] }) { ... on Named { name } } } }",
      { first: 2 },
    ],
    ["{ constructor: person { toString: id then: age hasOwnProperty: isHome } }", {}],
    [
      "{ person { id } ...F person { pet { ... on Cat { name } } } } fragment F on Query { person { age pet { __typename } } }",
      {},
    ],
    [
      "query ($yes: Boolean!) { person { id @skip(if: $yes) age @include(if: $yes) isHome @include(if: false) } }",
      { yes: true },
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: It would be code if queries were compiled to code.
    ['{ echo(text: "\\u2028 \\" ` ${process.exit()} __MAGIC_DATE__") }', {}],
    ["{ __typename }", {}],
  ])("%s", async (text, variables) => {
    const expected = await executed(text, variables);
    expect(expected).not.toContain('"errors"');
    const plan = planOf(text);
    // The first execution completes the plan, the second uses it.
    expect(await planned(text, variables, plan)).toBe(expected);
    expect(await planned(text, variables, plan)).toBe(expected);
  });
});

describe("a plan gives up", () => {
  test.each([
    ["an error of a resolver", "{ person(id: 2) { broken } }"],
    ["an error of a later resolver", "{ people { id } later { broken } }"],
    ["null where the schema forbids it", "{ later { id required } }"],
    ["a value that is no list", "{ later { brokenList } }"],
    ["a method", "{ person { method } }"],
    ["a key that is no ordinary property", "{ __proto__: person { id } }"],
    ["introspection", "{ __schema { queryType { name } } }"],
  ])("at %s", async (_, text) => {
    expect(await planned(text, {})).toBeNull();
  });

  test("at an operation that is not a query", () => {
    const mutation = buildSchema("type Query { a: Int } type Mutation { b: Int }");
    const document = parse("mutation { b }");
    const operation = getOperationAST(document) as OperationDefinitionNode;
    expect(() => planQuery(withResolvers(mutation as GraphQLSchema), document, operation)).toThrow(
      "not a query",
    );
  });
});

/** Fields that make a plan give up without an error of the query. */
const unplanned = /\b(?:__proto__|method)\b/;

/** Creates a query from random numbers. */
function queryFrom(numbers: readonly number[]): { readonly text: string; readonly variables: Values } {
  let next = 0;
  const below = (end: number) => (numbers[next++ % numbers.length] ?? 0) % end;
  const pick = <Item>(items: readonly Item[]): Item => items[below(items.length)] as Item;
  const directive = () =>
    pick(["", "", "", " @skip(if: $yes)", " @include(if: $yes)", " @include(if: true)", " @skip(if: $no)"]);
  const alias = () => pick(["", "", "", "a: ", "b: ", "then: ", "constructor: "]);
  const range = () =>
    pick(["{}", "$range", "{ sizes: [$first, 2] }", '{ from: "2026-02-01T00:00:00Z" }', "null"]);
  /** With `%` where a directive can be. */
  const fields: Readonly<Record<string, (depth: number) => readonly string[]>> = {
    Query: (depth) => [
      `person${pick(["", '(id: "2")', "(id: $id)", "(id: 7)"])}% ${set("Person", depth)}`,
      `people% ${set("Person", depth)}`,
      `named% ${set("Named", depth)}`,
      `pet% ${set("Pet", depth)}`,
      `later% ${set("Person", depth)}`,
      `echo(range: ${range()}, color: ${pick(["RED", "$color"])})%`,
    ],
    Person: (depth) => [
      ...["id%", "age%", "height%", "isHome%", "broken%", "required%"],
      ...(below(12) === 0 ? ["method%", "brokenList%"] : []),
      `pets(first: ${pick(["1", "$first"])}, in: ${range()})% ${set("Pet", depth)}`,
      `pet% ${set("Pet", depth)}`,
    ],
    Named: (depth) => ["name%", `related% ${set("Named", depth)}`],
    Cat: (depth) => [
      "name%",
      "color%",
      `seen(in: ${range()})%`,
      `lives${pick(["", "(of: $first)", "(of: 3)"])}%`,
      `related% ${set("Named", depth)}`,
    ],
    Dog: (depth) => ["name%", `owner% ${set("Person", depth)}`, `puppies% ${set("Dog", depth)}`],
    Pet: () => [],
  };
  const kinds: Readonly<Record<string, readonly string[]>> = {
    Pet: ["Cat", "Dog", "Named"],
    Named: ["Cat", "Dog", "Pet"],
  };
  function set(type: string, depth: number): string {
    if (depth === 0) return "{ __typename }";
    const selections = Array.from({ length: 1 + below(4) }, () => {
      const kind = pick(kinds[type] ?? [type]);
      if (below(5) === 0 || type === "Pet") return `... on ${kind}${directive()} ${set(kind, depth - 1)}`;
      if (below(12) === 0) return `${alias()}__typename${directive()}`;
      const field = pick(fields[type]?.(depth - 1) ?? []);
      return `${alias()}${field.replace("%", directive())}`;
    });
    return `{ ${selections.join(" ")} }`;
  }
  const text = `query ($id: ID = "1", $first: Int! = 2, $range: Range, $color: Color, $yes: Boolean!, $no: Boolean! = false) ${set("Query", 4)}`;
  const variables = {
    yes: below(2) === 0,
    ...pick<Values>([{}, { id: null }, { id: 2 }]),
    ...pick<Values>([{}, { range: { sizes: 4 } }, { range: null }]),
    ...pick<Values>([{}, { color: "GREEN", no: true }]),
  };
  return { text, variables };
}

test("the plan of a random query has the result of graphql-js, or gives up because of an error", async () => {
  const counts = { planned: 0, failed: 0, invalid: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(2 ** 20), { minLength: 80, maxLength: 80 }), async (numbers) => {
      const { text, variables } = queryFrom(numbers);
      const mayGiveUp = unplanned.test(text);
      // Most conflicts are between fields of one name with different arguments.
      if (validate(schema, parse(text)).some(({ message }) => !/is never used/.test(message))) {
        counts.invalid += 1;
        return;
      }
      const expected = await executed(text, variables);
      const plan = planOf(text);
      for (let time = 0; time < 2; time++) {
        const result = await planned(text, variables, plan);
        if (expected.includes('"errors"')) expect(result).toBeNull();
        else if (!mayGiveUp || result !== null) expect(result).toBe(expected);
      }
      counts[expected.includes('"errors"') ? "failed" : "planned"] += 1;
    }),
    { numRuns: 2_000 },
  );
  // The property says nothing if most queries are invalid or fail.
  expect(counts.planned).toBeGreaterThan(300);
  expect(counts.failed).toBeGreaterThan(50);
});
