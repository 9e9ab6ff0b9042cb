import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { readPersistedQueries } from "../../../src/server/persisted-queries/settings.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

const known = "query Sources { maintenanceSources { id } }";
const hash = createHash("sha256").update(known).digest("hex");
const stranger = "query Stranger { __typename }";
const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));

function manifest(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const apollo = manifest("apollo.json", {
  format: "apollo-persisted-query-manifest",
  version: 1,
  operations: [{ id: hash, name: "Sources", type: "query", body: known }],
});
const relay = manifest("relay.json", {
  "7f3a": "mutation End($id: ID!) { endDatadogMaintenanceWindow(input: { id: $id }) { __typename } }",
});

let gateway: TestGateway;
afterEach(() => gateway.stop());
async function start(ALLOWED_OPERATIONS: string) {
  gateway = await startTestGateway({ PERSISTED_QUERY_MANIFESTS: `${apollo}, ${relay}`, ALLOWED_OPERATIONS });
}

async function post(body: Record<string, unknown>) {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as {
    data?: Record<string, unknown>;
    errors?: { extensions: { code: string } }[];
  };
  return { status: response.status, data: answer.data, code: answer.errors?.[0]?.extensions.code };
}

const sources = {
  maintenanceSources: [{ id: "aws-eu-central-1" }, { id: "aws-us-east-1" }, { id: "datadog" }],
};
const extension = (sha256Hash: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const variables = { id: "nonsense" };
const ended = { endDatadogMaintenanceWindow: { __typename: "ValidationError" } };

describe.each(["any", "known", "known-by-id"])("with ALLOWED_OPERATIONS=%s", (allowed) => {
  test("runs an operation of a manifest by its id, in every client's format", async () => {
    await start(allowed);
    const bodies = [
      extension(hash),
      { documentId: hash },
      { documentId: `sha256:${hash}` },
      { doc_id: hash },
      { id: hash },
    ];
    for (const body of bodies)
      expect(await post(body)).toEqual({ status: 200, data: sources, code: undefined });
    expect(await post({ doc_id: "7f3a", variables })).toEqual({ status: 200, data: ended, code: undefined });
    const search = new URLSearchParams({ extensions: JSON.stringify(extension(hash).extensions) });
    for (const query of [search, new URLSearchParams({ documentId: hash })]) {
      const response = await fetch(`${gateway.address}/graphql?${query}`, {
        headers: { "apollo-require-preflight": "1" },
      });
      expect(await response.json()).toEqual({ data: sources });
    }
  });

  test("rejects an unknown id", async () => {
    await start(allowed);
    expect(await post({ documentId: "0000" })).toEqual({
      status: 404,
      data: undefined,
      code: "PERSISTED_QUERY_NOT_FOUND",
    });
    expect(await post(extension("0".repeat(64)))).toMatchObject({ code: "PERSISTED_QUERY_NOT_FOUND" });
  });
});

test("with any, clients can register operations (APQ)", async () => {
  await start("any");
  const sha256Hash = createHash("sha256").update(stranger).digest("hex");
  expect((await post(extension(sha256Hash))).code).toBe("PERSISTED_QUERY_NOT_FOUND");
  expect(await post({ query: stranger, ...extension(sha256Hash) })).toMatchObject({
    data: { __typename: "Query" },
  });
  expect(await post(extension(sha256Hash))).toMatchObject({ data: { __typename: "Query" } });
  expect((await post({ query: known, ...extension(sha256Hash) })).status).toBe(400);
});

describe("with known", () => {
  const refused = { status: 403, data: undefined, code: "QUERY_NOT_IN_SAFELIST" };

  test("runs only operations of a manifest, regardless of white space", async () => {
    await start("known");
    expect(await post({ query: known })).toMatchObject({ data: sources });
    expect(await post({ query: "query Sources {\n  # all\n  maintenanceSources { id }\n}\n" })).toMatchObject(
      {
        data: sources,
      },
    );
    for (const query of [
      stranger,
      `${known} ${stranger}`,
      "{ maintenanceSources { id } }",
      "{",
      "x".repeat(500_000),
    ]) {
      expect(await post({ query })).toEqual(refused);
    }
  });

  test("rejects registration, and a known id with another text", async () => {
    await start("known");
    const sha256Hash = createHash("sha256").update(stranger).digest("hex");
    expect(await post({ query: stranger, ...extension(sha256Hash) })).toEqual(refused);
    expect((await post(extension(sha256Hash))).code).toBe("PERSISTED_QUERY_NOT_FOUND");
    for (const body of [{ documentId: hash }, { id: hash }, extension(hash)]) {
      expect(await post({ query: stranger, ...body })).toEqual(refused);
    }
    const search = new URLSearchParams({ query: stranger, documentId: hash });
    const response = await fetch(`${gateway.address}/graphql?${search}`, {
      headers: { "apollo-require-preflight": "1" },
    });
    expect(response.status).toBe(403);
  });
});

test("with known-by-id, the gateway rejects even the text of a known operation", async () => {
  await start("known-by-id");
  for (const query of [known, stranger]) {
    expect(await post({ query })).toEqual({
      status: 403,
      data: undefined,
      code: "PERSISTED_QUERY_ID_REQUIRED",
    });
    expect((await post({ query, documentId: hash })).code).toBe("PERSISTED_QUERY_ID_REQUIRED");
  }
  expect((await post({})).status).toBe(400);
  expect((await post({ query: ["a"], documentId: hash })).data).toBeUndefined();
});

test("invalid or missing manifests and unknown rules are configuration errors", async () => {
  await start("any");
  const faultsOf = (environment: Record<string, string>) =>
    readPersistedQueries(environment).faults.map(({ key, message }) => `${key} ${message}`);
  const wrong = [
    manifest("a.json", []),
    manifest("b.json", { a: 1 }),
    manifest("c.json", { a: "query {" + '"' }),
  ];
  expect(faultsOf({ PERSISTED_QUERY_MANIFESTS: [...wrong, apollo, "/no/such/file"].join(",") })).toEqual([
    "PERSISTED_QUERY_MANIFESTS entry 1 names a file that is not a manifest in Apollo's or Relay's format.",
    "PERSISTED_QUERY_MANIFESTS entry 2 names a file that is not a manifest in Apollo's or Relay's format.",
    "PERSISTED_QUERY_MANIFESTS entry 3 names a file that is not a manifest in Apollo's or Relay's format.",
    "PERSISTED_QUERY_MANIFESTS entry 5 names a file that cannot be read.",
  ]);
  expect(faultsOf({ ALLOWED_OPERATIONS: "known" })).toEqual([
    "ALLOWED_OPERATIONS is known, but no operations are known. Set PERSISTED_QUERY_MANIFESTS to the files that list them.",
  ]);
  expect(faultsOf({ ALLOWED_OPERATIONS: "mine" })).toEqual([
    "ALLOWED_OPERATIONS must be one of any, known, known-by-id.",
  ]);
});
