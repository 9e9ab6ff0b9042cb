import type { Browser, Page, Request, Route } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import type { Relay } from "../support/relay.js";
import { startRelay } from "../support/relay.js";
import type { WatchedPage } from "./browser.js";
import { openPage, startBrowser } from "./browser.js";
import type { Dashboard } from "./dashboard.js";
import { startDashboard } from "./dashboard.js";

// Each file that imports this gets a browser, a gateway and a dashboard, which are connected by a relay. Each test gets a new page and reset emulators.
let browser: Browser;
export let gateway: TestGateway;
export let relay: Relay;
export let dashboard: Dashboard;
export let watched: WatchedPage;
export let page: Page;

beforeAll(async () => {
  browser = await startBrowser();
  gateway = await startTestGateway({}, () => new Date());
  relay = await startRelay(Number(new URL(gateway.address).port));
  dashboard = await startDashboard(`http://127.0.0.1:${relay.port}`);
});
afterAll(async () => {
  await browser?.close();
  await dashboard?.stop();
  await relay?.close();
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

/** Whether the page subscribes with this request. */
export const isStream = (request: Request) => request.headers().accept === "text/event-stream";

/** Handles the queries and mutations of the page. Its streams fail, so that it polls. */
export async function handleQueries(handle: (route: Route) => Promise<unknown>): Promise<void> {
  await page.route("**/graphql", (route) => (isStream(route.request()) ? route.abort() : handle(route)));
}

/** Collects the names of the queries and mutations that the page sends from now on. */
export function asked(): readonly string[] {
  const operations: string[] = [];
  page.on("request", (request) => {
    if (!request.url().endsWith("/graphql") || isStream(request)) return;
    operations.push(request.postDataJSON().operationName);
  });
  return operations;
}

/** Says how the page learns of changes. */
export const updates = () => page.getByRole("status").filter({ hasText: /^Updates: / });

/** Opens the dashboard, and waits until it shows the windows and knows how it learns of changes. */
export async function open(): Promise<void> {
  await page.goto(dashboard.url);
  await row("payments-fraud").waitFor();
  await updates().waitFor();
}
