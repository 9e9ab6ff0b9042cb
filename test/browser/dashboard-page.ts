import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import type { WatchedPage } from "./browser.js";
import { openPage, startBrowser } from "./browser.js";
import type { Dashboard } from "./dashboard.js";
import { startDashboard } from "./dashboard.js";

// Each file that imports this gets a browser, a gateway and a dashboard. Each test gets a new page and reset emulators.
let browser: Browser;
export let gateway: TestGateway;
export let dashboard: Dashboard;
export let watched: WatchedPage;
export let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  gateway = await startTestGateway({}, () => new Date());
  dashboard = await startDashboard(gateway.address);
});
afterAll(async () => {
  await browser?.close();
  await dashboard?.stop();
  await gateway?.stop();
});
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
  watched = await openPage(browser);
  page = watched.page;
  return () => page.context().close();
});

export const row = (title: string) => page.getByRole("row", { name: title });
export const dialog = () => page.getByRole("dialog");
export const press = (name: string) => dialog().getByRole("button", { name, exact: true }).click();
export const alert = () => dialog().getByRole("alert");

/** Passes the next request with this field to the gateway, and drops its response. */
export async function loseAnswerOf(field: string): Promise<void> {
  let isFirst = true;
  await page.route("**/graphql", async (route) => {
    if (!route.request().postData()?.includes(field) || !isFirst) return route.continue();
    isFirst = false;
    await route.fetch();
    return route.abort();
  });
}

export async function open(): Promise<void> {
  await page.goto(dashboard.url);
  await row("payments-fraud").waitFor();
}
