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
export let browser: Browser;
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

/** Requests of the page to the API. Queries are by GET, so their URL has parameters. */
export const graphqlUrl = /\/graphql(\?|$)/;

export const row = (title: string) => page.getByRole("row").filter({ hasText: title });
export const section = (name: string) => page.getByRole("region", { name: new RegExp(`^${name}`) });
export const verdict = () => page.getByRole("region", { name: "Verdict" });
/** The open form. Toasts also have the role of a dialog. */
export const dialog = () => page.locator("dialog[open]");
export const press = (name: string) => dialog().getByRole("button", { name, exact: true }).click();
export const alert = () => dialog().getByRole("alert");
/** The message at the edge of the page. */
export const toast = () => page.locator(".toast");

/** Opens the form of a change from the menu of a window's row. */
export async function startChange(label: string, title: string): Promise<void> {
  await row(title)
    .getByRole("button", { name: `Actions for ${title}` })
    .click();
  await page.getByRole("menuitem", { name: label, exact: true }).click();
}

/** Selects windows, and opens the form of a change of all of them. */
export async function startChangeOf(titles: readonly string[], label: string): Promise<void> {
  for (const title of titles) await row(title).getByRole("checkbox").check();
  await page.getByRole("button", { name: label, exact: true }).click();
}

/** Passes the next request with this text to the gateway, and drops its response. */
export async function loseAnswerOf(text: string): Promise<void> {
  let isFirst = true;
  await page.route(graphqlUrl, async (route) => {
    if (!route.request().postData()?.includes(text) || !isFirst) return route.continue();
    isFirst = false;
    await route.fetch();
    return route.abort();
  });
}

/** Whether the page subscribes with this request. */
export const isStream = (request: Request) => request.headers().accept === "text/event-stream";

/** Handles the queries and mutations of the page. Its streams fail, so that it polls. */
export async function handleQueries(handle: (route: Route) => Promise<unknown>): Promise<void> {
  await page.route(graphqlUrl, (route) => (isStream(route.request()) ? route.abort() : handle(route)));
}

/** Collects the names of the queries and mutations that the page sends from now on. */
export function asked(): readonly string[] {
  const operations: string[] = [];
  page.on("request", (request) => {
    if (!graphqlUrl.test(request.url()) || isStream(request)) return;
    operations.push(operationNameOf(request));
  });
  return operations;
}

/** The name of a query, which is by GET, or of a mutation. */
export function operationNameOf(request: Request): string {
  const { searchParams } = new URL(request.url());
  return searchParams.get("operationName") ?? request.postDataJSON()?.operationName;
}

/** Says how the page learns of changes. */
export const updates = () => page.getByRole("status").filter({ hasText: /^Updates: / });

/** Opens the dashboard, and waits until it shows the windows and knows how it learns of changes. */
export async function open(parameters: Record<string, string> = {}): Promise<void> {
  await page.goto(`${dashboard.url}?${new URLSearchParams(parameters)}`);
  await row("Orders database upgrade").waitFor();
  await updates().filter({ hasNotText: "Connecting" }).waitFor();
}

/** Hides the page, or shows it again. */
export const setVisibility = (state: "hidden" | "visible") =>
  page.evaluate(
    `Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
     document.dispatchEvent(new Event("visibilitychange"));`,
  );
