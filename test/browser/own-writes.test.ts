import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { openPage, startBrowser } from "./browser.js";

let browser: Browser;
let gateway: TestGateway;
let page: Page;
beforeAll(async () => {
  browser = await startBrowser();
  gateway = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "3600" });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});
beforeEach(async () => {
  page = (await openPage(browser)).page;
  await page.goto(`${gateway.address}/livez`);
});
afterEach(() => page.context().close());

const list = "{ maintenanceWindows(first: 50) { totalCount nodes { ... on ScheduledWindow { id title } } } }";
const create =
  'mutation { createDatadogMaintenanceWindow(input: { name: "Release", query: "service:release", startsAt: "2099-01-01T10:00:00Z", endsAt: "2099-01-01T12:00:00Z" }) { __typename ... on DatadogMaintenanceWindowChanged { outcome } } }';

/** Sends the list by GET, as the browser's cache allows. */
const get = () =>
  page.evaluate(
    async (url) => {
      performance.clearResourceTimings();
      const response = await fetch(url, { headers: { "apollo-require-preflight": "true" } });
      const { data } = (await response.json()) as { data: { maintenanceWindows: { totalCount: number } } };
      const [entry] = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
      return {
        count: data.maintenanceWindows.totalCount,
        // Without its headers, which count as 300 bytes.
        transferred: Math.max(0, (entry?.transferSize ?? 0) - 300),
        size: entry?.encodedBodySize ?? 0,
      };
    },
    `/graphql?${new URLSearchParams({ query: list })}`,
  );

const write = () =>
  page.evaluate(async (query) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query }) });
    const { data } = (await response.json()) as {
      data: { createDatadogMaintenanceWindow: { outcome: string } };
    };
    return data.createDatadogMaintenanceWindow.outcome;
  }, create);

test("a page that reads by GET sees its own writes at once", async () => {
  const { count } = await get();
  for (const written of [1, 2, 3]) {
    expect(await write()).toBe("CREATED");
    expect((await get()).count).toBe(count + written);
  }
});

test("an unchanged list is not transferred again", async () => {
  const first = await get();
  expect([first.transferred, first.size > 500]).toEqual([first.size, true]);
  const again = await get();
  expect(again).toEqual({ ...first, transferred: 0 });
});

/** The part of the example's urql client that this test calls. */
interface UrqlClient {
  readonly query: (text: string, variables: object, context: object) => Sent;
  readonly mutation: (text: string, variables: object) => Sent;
}

interface Sent {
  readonly toPromise: () => Promise<{
    readonly data: { readonly maintenanceWindows: { readonly totalCount: number } };
    readonly error?: Error;
  }>;
}

interface Bundle {
  readonly clients: { readonly createUrqlClient: (options: object) => UrqlClient };
}

test("a urql client with byGet sees its own writes, and those of another tab, at once", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../examples/clients/src/urql.ts", import.meta.url))],
    bundle: true,
    format: "iife",
    globalName: "clients",
    write: false,
    logLevel: "error",
  });
  await page.addScriptTag({ content: outputFiles[0]?.text ?? "" });
  const counts = await page.evaluate(
    async ({ list, create }) => {
      const { createUrqlClient } = (globalThis as unknown as Bundle).clients;
      const [mine, otherTab] = [
        createUrqlClient({ url: "/graphql", byGet: true }),
        createUrqlClient({ url: "/graphql", byGet: true }),
      ];
      const countOf = async (client: UrqlClient) => {
        const { data, error } = await client.query(list, {}, { requestPolicy: "network-only" }).toPromise();
        if (error) throw error;
        return data.maintenanceWindows.totalCount;
      };
      const before = [await countOf(mine), await countOf(otherTab)];
      const { error } = await mine.mutation(create, {}).toPromise();
      if (error) throw error;
      return [before, [await countOf(mine), await countOf(otherTab)]];
    },
    { list, create },
  );
  const [count = 0] = counts[0] ?? [];
  expect(counts).toEqual([
    [count, count],
    [count + 1, count + 1],
  ]);
});
