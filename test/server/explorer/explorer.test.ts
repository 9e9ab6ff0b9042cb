import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExampleOperation } from "../../../src/server/explorer/example-operations.js";
import { movedToToday } from "../../../src/server/explorer/example-operations.js";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const browser = { accept: "text/html,application/xhtml+xml" };
const get = (path: string, headers: Record<string, string> = browser) =>
  fetch(`${gateway.address}${path}`, { headers });

describe("Apollo Sandbox", () => {
  test("is the first page and contains an operation with its variables", async () => {
    const page = await get("/");
    expect(page.url).toBe(`${gateway.address}/graphql`);
    const [, settings = ""] = /embeddedSandboxConfig = (\{.*\});/.exec(await page.text()) ?? [];
    const { initialState, runTelemetry } = JSON.parse(settings);
    expect(runTelemetry).toBe(false);
    expect(initialState.document).toContain("query MaintenanceWindows(");
    const { data, errors } = await gateway.query(initialState.document, initialState.variables);
    expect(errors).toBeUndefined();
    expect(data.maintenanceWindows.totalCount).toBeGreaterThan(5);
  });

  test("links to GraphiQL if Sandbox cannot be loaded", async () => {
    const html = await (await get("/graphql")).text();
    const [fallback = ""] = /<div class="fallback">[\s\S]*?<\/div>/.exec(html) ?? [];
    expect(fallback).toContain('<a href="/graphiql">GraphiQL</a>');
    // Without this rule, the empty Sandbox element covers the message.
    expect(html).toContain("#embeddableSandbox:not(:empty) {");
  });
});

describe("GraphiQL", () => {
  test("consists of files that the gateway serves, and cannot load anything else", async () => {
    const page = await get("/graphiql");
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const policy = page.headers.get("content-security-policy") ?? "";
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
    ])
      expect(policy.split("; ")).toContain(rule);
    const files = [...(await page.text()).matchAll(/(?:src|href)="(?!data:)([^"]+)"/g)].map(
      ([, file = ""]) => file,
    );
    expect(files).toHaveLength(3);
    for (const file of [
      ...files,
      ...["editor", "json", "graphql"].map((name) => `/graphiql/${name}.worker.js`),
    ]) {
      const answer = await get(file, {});
      expect([file, answer.status]).toEqual([file, 200]);
      expect(answer.headers.get("content-type")).toBe(
        `text/${file.endsWith(".css") ? "css" : "javascript"}; charset=utf-8`,
      );
      expect((await answer.text()).length).toBeGreaterThan(500);
    }
  });

  test("has a tab for each example", async () => {
    const answer = await get("/graphiql/examples.json", {});
    const examples = (await answer.json()) as readonly ExampleOperation[];
    expect(examples.length).toBeGreaterThan(10);
    expect(examples[0]?.name).toBe("list");
    const types = examples.map(({ document }) => /^(?:query|subscription|mutation)/m.exec(document)?.[0]);
    const places = ["query", "subscription", "mutation"].map((type) => [
      types.indexOf(type),
      types.lastIndexOf(type),
    ]);
    expect(places).toEqual([
      [0, 9],
      [10, 11],
      [12, types.length - 1],
    ]);
    const { variables } = examples.find(({ name }) => name === "calendar") ?? {};
    expect(variables).toEqual({ from: "2026-11-22T00:00:00Z", to: "2026-11-29T00:00:00Z" });
  });

  test.each(["/graphiql/", "/graphiql/nothing.js", "/graphiql/..%2Fpackage.json", "/graphiql/__proto__"])(
    "returns 404 for %s",
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );
});

test("production serves neither Sandbox nor GraphiQL", async () => {
  const production = await startTestGateway({ NODE_ENV: "production", SHUTDOWN_DELAY_MS: "0" });
  for (const path of ["/graphiql", "/graphiql/start.js", "/graphiql/examples.json"])
    expect((await fetch(`${production.address}${path}`, { headers: browser })).status).toBe(404);
  expect((await fetch(`${production.address}/graphql`, { headers: browser })).status).toBe(406);
  await production.stop();
});

test("movedToToday moves only the times in an example's variables, by whole days", () => {
  const variables = '{"from":"2030-01-07T00:00:00Z","to":"2030-01-08T09:30:00Z","name":"2030-01-07"}';
  expect(JSON.parse(movedToToday(variables, now))).toEqual({
    from: "2026-11-22T00:00:00Z",
    to: "2026-11-23T09:30:00Z",
    name: "2030-01-07",
  });
});
