import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, test } from "vitest";
import type { TestGateway } from "../../../support/gateway.js";
import type { WrongRequest } from "./wrong-request.js";
import { expectRefusal, getMembers, postJson, startWatchedGateway, wrongOperation } from "./wrong-request.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startWatchedGateway({ INTROSPECTION: "false" });
});
afterAll(() => gateway.stop());

const typename = "{ __typename }";
const named = "query A { __typename }";
const every = (rows: readonly WrongRequest[]) => rows.map((row) => [row.name, row] as const);

describe("a subscription of a client that accepts no stream:", () => {
  const subscription = "subscription S { maintenanceNow { verdict } }";
  const members = { query: `${named} ${subscription}`, operationName: "S" };
  const row = {
    metric: "operation",
    code: "BAD_REQUEST",
    message:
      "The gateway sends the results of a subscription as server-sent events. Send the header accept: text/event-stream.",
  } as const;
  const rows: readonly WrongRequest[] = [
    { ...row, name: "by POST", request: postJson(members), status: 406 },
    { ...row, name: "by GET", request: getMembers(members), status: 405 },
  ];
  test.each(every(rows))("%s", (_name, row) => expectRefusal(gateway, row));
});

const validation: readonly [name: string, query: string][] = [
  ["an unknown field", "{ nope }"],
  ["an unknown directive", "{ __typename @nope }"],
  ["@defer", "{ ... @defer { __typename } }"],
  ["an unknown fragment", "{ ...A }"],
  ["a cycle of fragments", "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"],
  ["only a fragment", "fragment F on Query { __typename }"],
  ["a type definition", "type X { a: Int }"],
  ["two operations of one name", `${named} ${named}`],
  ["an invalid enum value", "{ maintenanceWindows(orderBy: { field: NOPE }) { totalCount } }"],
  ["a number beyond 32 bits", "{ maintenanceWindows(first: 99999999999999999999) { totalCount } }"],
  ["an infinite number", "{ maintenanceWindows(first: 1e400) { totalCount } }"],
  ["introspection while it is off", "{ __schema { types { name } } }"],
  ["the SDL while introspection is off", "{ _service { sdl } }"],
  ["null as an entity", "{ _entities(representations: [null]) { __typename } }"],
  ["a subscription to __typename", "subscription { __typename }"],
  ["a subscription with an unknown type", "subscription ($a: Nope!) { x(a: $a) }"],
];
const aliases = (count: number) => Array.from({ length: count }, (_, index) => `a${index}: __typename`);

describe("an invalid operation:", () => {
  const variables = (value: unknown) => ({
    query: "query ($a: Int!) { maintenanceWindows(first: $a) { totalCount } }",
    variables: { a: value },
  });
  const rows = [
    ...validation.flatMap(([name, query]) => wrongOperation(name, "GRAPHQL_VALIDATION_FAILED", { query })),
    ...["{", "x", "\u0000", "{ \ud800 }", "{".repeat(2_000), "subscription"].flatMap((query) =>
      wrongOperation(`not GraphQL: ${JSON.stringify(query.slice(0, 12))}`, "GRAPHQL_PARSE_FAILED", { query }),
    ),
    ...[null, true, "x", [], {}, 1.5, 2 ** 31, 1e308, undefined].flatMap((value) =>
      wrongOperation(`${JSON.stringify(value)} as an integer`, "BAD_USER_INPUT", variables(value)),
    ),
    ...[`${named} query B { __typename }`].flatMap((query) => [
      ...wrongOperation("several operations, none selected", "OPERATION_RESOLUTION_FAILURE", { query }),
      ...wrongOperation("an unknown operation name", "OPERATION_RESOLUTION_FAILURE", {
        query,
        operationName: "C",
      }),
      ...wrongOperation("an empty operation name", "OPERATION_RESOLUTION_FAILURE", {
        query,
        operationName: "",
      }),
    ]),
    ...wrongOperation("too many tokens", "OPERATION_LIMIT_EXCEEDED", {
      query: `{ ${"a ".repeat(2_000)} }`,
    }),
    ...wrongOperation("too many aliases", "OPERATION_LIMIT_EXCEEDED", {
      query: `{ ${aliases(400).join(" ")} }`,
    }),
    ...wrongOperation("a deep literal", "OPERATION_LIMIT_EXCEEDED", {
      query: `{ maintenanceWindows(first: ${"[".repeat(3_000)}${"]".repeat(3_000)}) { totalCount } }`,
    }),
  ];
  test.each(every(rows))("%s", (_name, row) => expectRefusal(gateway, row));

  const nulls: readonly [declaration: string, field: string][] = [
    ['$v: ID = "x"', "maintenanceWindow(id: $v) { __typename }"],
    [
      '$v: DateTime = "2026-01-01T00:00:00Z"',
      'maintenanceOccurrences(from: $v, to: "2026-01-02T00:00:00Z") { totalCount }',
    ],
    ["$v: Provider = DATADOG", "maintenanceWindows(filter: { providers: [$v] }, first: 0) { totalCount }"],
  ];
  test.each(nulls)("null for the variable %s", (declaration, field) => {
    const query = `query (${declaration}) { ${field} }`;
    const row = { status: 200, code: "BAD_USER_INPUT", metric: "operation" } as const;
    return expectRefusal(gateway, { ...row, name: "", request: postJson({ query, variables: { v: null } }) });
  });

  test("a mutation by GET", () => {
    const query = 'mutation { deleteDatadogMaintenanceWindow(input: { id: "x" }) { __typename } }';
    const row = { status: 405, code: "BAD_REQUEST", metric: "operation" } as const;
    return expectRefusal(gateway, { ...row, name: "", request: getMembers({ query }) });
  });

  test("a document with too many characters", () => {
    const query = `{ __typename } #${"x".repeat(40_000)}`;
    const row = { status: 400, code: "OPERATION_LIMIT_EXCEEDED" } as const;
    return expectRefusal(gateway, { ...row, name: "", request: postJson({ query }) });
  });
});

describe("an invalid automatic persisted query:", () => {
  const sha256Hash = createHash("sha256").update(typename).digest("hex");
  const other = createHash("sha256").update(named).digest("hex");
  const version =
    "extensions.persistedQuery.version must be 1, the only version of automatic persisted queries.";
  const hashType =
    "extensions.persistedQuery.sha256Hash must be a string: the SHA-256 hash of the query, in lower-case hexadecimal digits.";
  const hash =
    "extensions.persistedQuery.sha256Hash is not the SHA-256 hash of `query`, in lower-case hexadecimal digits. Hash exactly the text that you send.";

  const extensions: readonly [persistedQuery: unknown, message: string][] = [
    ...["x", 1, true, [], {}, { sha256Hash }].map((value): [unknown, string] => [value, version]),
    ...[0, 2, "1", null, {}, [1]].map((value): [unknown, string] => [
      { version: value, sha256Hash },
      version,
    ]),
    ...[5, null, [sha256Hash], {}, true, undefined].map((value): [unknown, string] => [
      { version: 1, sha256Hash: value },
      hashType,
    ]),
  ];
  const mismatches = [other, sha256Hash.toUpperCase(), "", "0", "__proto__", "x".repeat(9_000)];
  const rows = [
    ...extensions.flatMap(([persistedQuery, message]) =>
      [{}, { query: typename }].map((members) => ({ members, persistedQuery, message })),
    ),
    ...mismatches.map((value) => ({
      members: { query: typename },
      persistedQuery: { version: 1, sha256Hash: value },
      message: hash,
    })),
  ].flatMap(({ members, persistedQuery, message }): readonly WrongRequest[] => {
    const name = `${JSON.stringify(persistedQuery).slice(0, 60)}${"query" in members ? ", with a query" : ""}`;
    const row = { status: 400, code: "BAD_REQUEST", message };
    return [
      { ...row, name, request: postJson({ ...members, extensions: { persistedQuery } }) },
      {
        ...row,
        name: `${name}, by GET`,
        request: getMembers({ ...members, extensions: JSON.stringify({ persistedQuery }) }),
      },
    ];
  });
  test.each(every(rows))("%s", (_name, row) => expectRefusal(gateway, row));

  test.each([
    ["an unknown hash", {}],
    ["an unknown hash and an empty query", { query: "" }],
  ])("%s still tells Apollo clients to register the query", (name, members) => {
    const request = postJson({
      ...members,
      extensions: { persistedQuery: { version: 1, sha256Hash: other } },
    });
    const row = { status: 200, code: "PERSISTED_QUERY_NOT_FOUND", metric: "operation" } as const;
    return expectRefusal(gateway, { ...row, name, request, message: "PersistedQueryNotFound" });
  });

  test.each(["id", "documentId", "doc_id"])("an unknown %s", (member) =>
    expectRefusal(gateway, {
      name: member,
      request: postJson({ [member]: "x" }),
      status: 404,
      code: "PERSISTED_QUERY_NOT_FOUND",
    }),
  );
});
