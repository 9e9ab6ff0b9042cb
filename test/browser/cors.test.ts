import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { openPage, startBrowser } from "./browser.js";

/** Serves a page from its own origin. */
async function startSite() {
  const server = createServer((_request, response) =>
    response.setHeader("content-type", "text/html").end("<!doctype html><title>A page</title>"),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

let browser: Browser;
let gateway: TestGateway;
const sites: Awaited<ReturnType<typeof startSite>>[] = [];
beforeAll(async () => {
  browser = await startBrowser();
  sites.push(await startSite(), await startSite());
  gateway = await startTestGateway({ CORS_ORIGINS: sites[0]?.origin ?? "" });
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
  for (const site of sites) site.close();
});

/** Queries the gateway from a page of this site, and returns what the page can read. */
async function askFrom(site: string | undefined) {
  const { page } = await openPage(browser);
  await page.goto(site ?? "");
  const answer = await page.evaluate(
    (url) =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "apollographql-client-name": "page" },
        body: JSON.stringify({ query: "{ maintenanceSources { id } }" }),
      }).then(
        async (response) => ({
          status: response.status,
          requestId: response.headers.get("x-request-id"),
          body: await response.text(),
        }),
        (error: unknown) => String(error),
      ),
    `${gateway.address}/graphql`,
  );
  await page.context().close();
  return answer;
}

test("a page from an origin in CORS_ORIGINS can read the response and its request id", async () => {
  expect(await askFrom(sites[0]?.origin)).toEqual({
    status: 200,
    requestId: expect.any(String),
    body: expect.stringContaining('"id":"datadog"'),
  });
});

test("a page from another origin cannot read the response", async () => {
  const asked = gateway.logs.filter(({ msg }) => msg === "operation").length;
  expect(await askFrom(sites[1]?.origin)).toMatch(/Failed to fetch/);
  // The preflight failed, so the browser did not send the operation.
  expect(gateway.logs.filter(({ msg }) => msg === "operation")).toHaveLength(asked);
});
