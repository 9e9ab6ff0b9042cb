import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ApolloServer } from "@apollo/server";
import { buildSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { createDocumentStore } from "../../../src/server/execution/document-store.js";
import { operationLimits } from "../../../src/server/limits/operation-limits.js";
import { readLimits } from "../../../src/server/limits/settings.js";

test.each([
  ["comments", (index: number) => `${"#\n".repeat(1_500)}#${index}\n{ a }`],
  ["one long comment", (index: number) => `${"#".repeat(29_000)}${index}\n{ a }`],
  ["fields", (index: number) => `{ ${"a ".repeat(200)} x${index} }`],
  ["short ones", (index: number) => `{ x${index} }`],
])("documents of %s take no more memory than the store allows", (_name, textOf) => {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const maxBytes = 8 * 1024 * 1024;
  const store = createDocumentStore(maxBytes);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 1_500; index++) store.keep(String(index), parse(textOf(index)), 1);
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(maxBytes);
  // The last one is still there.
  expect(store.find("1499")).toBeDefined();
});

test("a huge document is not kept, and does not replace the others", () => {
  const store = createDocumentStore();
  store.keep("small", parse("{ a }"), 1);
  store.keep("huge", parse(`${"#\n".repeat(14_000)} { a }`), 1);
  expect([store.find("small"), store.find("huge")]).toEqual([expect.anything(), undefined]);
});

test("a document with several operations is not kept", () => {
  const store = createDocumentStore();
  store.keep("several", parse("query A { a } query B { a }"), 2);
  store.keep("one", parse("query A { ...F } fragment F on Query { a }"), 2);
  expect([store.find("several"), store.find("one")]).toEqual([undefined, expect.anything()]);
});

/** A server that counts how often it parses a document. */
function createTestServer() {
  const { limits } = readLimits({ QUERY_MAX_COST: "5" });
  if (limits === null) throw new Error("The limits are invalid.");
  let parsed = 0;
  const server = new ApolloServer({
    schema: buildSchema("type Query { a: Int, many: [Int] }"),
    documentStore: null,
    plugins: [
      operationLimits(limits, createDocumentStore(), () => 0),
      {
        async requestDidStart() {
          return {
            async parsingDidStart() {
              parsed += 1;
            },
          };
        },
      },
    ],
  });
  return async (query: string): Promise<number> => {
    parsed = 0;
    for (let count = 0; count < 3; count++) await server.executeOperation({ query });
    return parsed;
  };
}

test.each([
  ["{ a }", 1],
  ["{ unknown }", 3],
  ["{", 3],
  [`{ ${Array.from({ length: 15 }, (_, index) => `a${index}: many`).join(" ")} }`, 3],
])("%s is parsed %i times in three requests: only documents that may run are kept", async (query, times) => {
  expect(await createTestServer()(query)).toBe(times);
});
