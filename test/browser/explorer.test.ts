import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readExampleOperations } from "../../src/server/explorer/example-operations.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { mutate } from "../support/mutations.js";
import { openPage, startBrowser } from "./browser.js";

let browser: Browser;
let gateway: TestGateway;
beforeAll(async () => {
  browser = await startBrowser();
  gateway = await startTestGateway({}, () => new Date());
});
afterAll(async () => {
  await browser?.close();
  await gateway?.stop();
});

test("the landing page links to GraphiQL if Apollo Sandbox cannot load", async () => {
  const { page } = await openPage(browser);
  await page.goto(gateway.address);
  await page.getByText("Apollo Sandbox cannot be loaded").waitFor();
  await page.getByRole("link", { name: "GraphiQL" }).click();
  await page.getByRole("button", { name: "Execute query" }).waitFor();
  expect(page.url()).toBe(`${gateway.address}/graphiql`);
  await page.context().close();
});

test("GraphiQL runs the first example, and calls only the gateway", async () => {
  const { page, foreign, complaints } = await openPage(browser);
  await page.goto(`${gateway.address}/graphiql`);
  await page.getByRole("button", { name: "Execute query" }).click();
  await page.locator(".graphiql-response").getByText("Year-long migration").waitFor();
  // GraphiQL's workers have validated the variables: an unknown variable would be underlined.
  await page.getByText('"timeZone"').first().waitFor();
  expect(await page.locator(".squiggly-error").count()).toBe(0);
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

const application = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";

test("GraphiQL shows each result of a subscription", async () => {
  const { page, complaints } = await openPage(browser);
  const sent: string[] = [];
  page.on("request", (request) => {
    if (request.postData()?.includes("subscription MaintenanceEvents")) sent.push(request.method());
  });
  await page.goto(`${gateway.address}/graphiql`);
  await page.locator(".view-line", { hasText: "totalCount" }).waitFor();
  await page.locator(".graphiql-tab-button", { hasText: "MaintenanceEvents" }).click();
  await page.locator(".view-line", { hasText: "maintenanceWindowChanged" }).waitFor();
  await page.getByRole("button", { name: "Execute query" }).click();
  const results = page.locator(".graphiql-response");
  // Usually RESTARTED, but GraphiQL shows only the latest result, and a source or window can change at any time.
  await results.getByText('"position"').waitFor();
  for (const startTime of ["01:00", "02:00"]) {
    await mutate(gateway, "updateFlinkMaintenanceWindow", { id: application, startTime });
    await results.getByText(`T${startTime}:00`).first().waitFor();
  }
  expect(sent).toEqual(["POST"]);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("GraphiQL loads the schema, and restores the tab that was open", async () => {
  const { page, foreign } = await openPage(browser);
  await page.goto(`${gateway.address}/graphiql`);
  // Tabs do nothing until the editor has loaded.
  await page.locator(".view-line", { hasText: "totalCount" }).waitFor();
  await page.getByRole("button", { name: "MaintenanceNow", exact: true }).click();
  await page.getByText("nextChangeAt").first().waitFor();
  await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
  await page.getByText("Root Types").waitFor();
  const tabs = await page.locator(".graphiql-tab").count();
  expect(tabs).toBeGreaterThan(10);
  const names = (await readExampleOperations(new Date())).map(({ name }) => name);
  // GraphiQL stores its tabs after a delay.
  await expect
    .poll(() => page.evaluate('JSON.parse(localStorage["graphiql:tabState"] ?? "{}").activeTabIndex'))
    .toBe(names.indexOf("now"));
  await page.reload();
  await page.getByText("nextChangeAt").first().waitFor();
  expect(await page.locator(".graphiql-tab").count()).toBe(tabs);
  expect(foreign).toEqual([]);
  await page.context().close();
});
