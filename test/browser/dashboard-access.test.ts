import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startChild } from "../support/child-process.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import type { IdentityProvider } from "../support/identity-provider.js";
import { startIdentityProvider } from "../support/identity-provider.js";
import { openPage, seriousFindings, startBrowser } from "./browser.js";
import type { Dashboard } from "./dashboard.js";
import { startDashboard } from "./dashboard.js";

let browser: Browser;
let provider: IdentityProvider;
let gateway: TestGateway;
/** Users of the first paste a token; users of the other sign in at the provider. */
let pasting: Dashboard;
let signingIn: Dashboard;
let page: Page;
/** Everything that must not contain a token: addresses of the page and its requests, and the console. */
let traces: string[];

beforeAll(async () => {
  browser = await startBrowser();
  provider = await startIdentityProvider();
  gateway = await startTestGateway(provider.environment, () => new Date());
  pasting = await startDashboard(gateway.address);
  signingIn = await startDashboard(gateway.address, {
    DASHBOARD_OIDC_ISSUER: provider.url,
    DASHBOARD_OIDC_CLIENT_ID: "dashboard",
  });
});
afterAll(async () => {
  await browser?.close();
  await pasting?.stop();
  await signingIn?.stop();
  await gateway?.stop();
  await provider?.close();
});
beforeEach(async () => {
  Object.assign(provider, { claims: {}, lifetimeSeconds: 3_600, hasRefreshTokens: false, refusal: null });
  page = (await openPage(browser)).page;
  traces = [];
  page.context().on("request", (request) => traces.push(request.url()));
  page.context().on("console", (message) => traces.push(message.text()));
  page.on("framenavigated", (frame) => traces.push(frame.url()));
  return async () => {
    // Every token of the issuer begins so.
    expect(traces.filter((trace) => trace.includes("eyJ"))).toEqual([]);
    expect(JSON.stringify(gateway.logs)).not.toContain("eyJ");
    await page.context().close();
  };
});

const token = (claims: Record<string, unknown> = {}) => provider.token(claims, new Date());
const row = (title: string) => page.getByRole("row", { name: title });
const heading = () => page.getByRole("heading", { name: "Sign in", exact: true });
const again = () => page.getByRole("dialog", { name: "Sign in again" });
const name = () => page.getByRole("textbox", { name: "Name", exact: true });
const becomes = (state: string) =>
  page
    .getByRole("status")
    .filter({ hasText: `Updates: ${state}` })
    .waitFor();
const stored = () => page.evaluate<string>("JSON.stringify(sessionStorage)");

async function paste(text: string): Promise<void> {
  await page.getByLabel("Token").fill(text);
  await page.getByRole("button", { name: "Use token" }).click();
}

test("a user pastes a token, which this tab keeps until the user signs out", async () => {
  await page.goto(pasting.url);
  await heading().waitFor();
  await page.getByText("This gateway requires a token.").waitFor();
  expect(await page.getByLabel("Token").getAttribute("type")).toBe("password");
  expect(await seriousFindings(page)).toEqual([]);
  await paste(`Bearer ${await token()}`);
  await row("payments-fraud").waitFor();
  await becomes("Live");
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Share and more" }).click();
  await page.getByText("The feed needs the calendar token, not yours.").waitFor();
  // A screen reader does not reach text between the items of a menu.
  const described = page.locator("[role=menuitem][aria-describedby=calendar-token-note]");
  expect(await described.allTextContents()).toEqual([
    "Subscribe to the calendar",
    "Copy URL of the calendar",
  ]);
  expect(await seriousFindings(page)).toEqual([]);
  await page.reload();
  await row("payments-fraud").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You have signed out.").waitFor();
  expect(await page.locator(":focus").count()).toBe(1);
  expect(await seriousFindings(page)).toEqual([]);
  expect(await row("payments-fraud").count()).toBe(0);
  expect(await stored()).toBe("{}");
  await page.reload();
  await heading().waitFor();
});

test("a rejected token is reported in the words of the gateway", async () => {
  await page.goto(pasting.url);
  await paste("two words");
  await page.getByText("Paste a token: letters, digits and signs, without spaces.").waitFor();
  await paste("not.a.token");
  await page
    .getByText("The gateway rejected the token. Request a new one. The gateway's log has the reason.")
    .waitFor();
  expect(await page.getByLabel("Token").getAttribute("aria-invalid")).toBe("true");
  expect(await seriousFindings(page)).toEqual([]);
  await paste(await token({ scope: "others" }));
  await page.getByText("The caller has no scope for this gateway.").waitFor();
  expect(await stored()).toBe("{}");
  await paste(await token());
  await row("payments-fraud").waitFor();
});

test("a user who may only read has no buttons that change something", async () => {
  await page.goto(pasting.url);
  await paste(await token({ scope: "maintenance:read" }));
  await row("payments-fraud").waitFor();
  await becomes("Live");
  expect(await page.getByRole("button", { name: "New maintenance window" }).count()).toBe(0);
  expect(await page.getByRole("checkbox").count()).toBe(0);
  for (const title of ["payments-fraud", "Orders database upgrade"]) {
    await page.getByRole("button", { name: `Actions for ${title}` }).click();
    await page.getByRole("menuitem", { name: "Details" }).waitFor();
    const items = await page.getByRole("menuitem").allTextContents();
    expect(items.filter((item) => item.endsWith("…"))).toEqual([]);
    expect(items.slice(0, 2)).toEqual(["Details", "Copy link"]);
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
  }
  // The shortcut of a new window does nothing.
  await page.keyboard.press("n");
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  expect(await page.getByRole("dialog").count()).toBe(1);
});

test("a token that expires in the middle of work leaves the page and its form as they are", async () => {
  await page.goto(pasting.url);
  await paste(await token({ exp: Math.floor(Date.now() / 1_000) + 8 }));
  await page.getByRole("button", { name: "New maintenance window" }).click();
  await name().fill("Half finished");
  await again().waitFor();
  await again().getByText("The gateway rejected the token.").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await again().getByRole("button", { name: "Not now" }).click();
  await again().waitFor({ state: "hidden" });
  expect(await name().inputValue()).toBe("Half finished");
  // The next rejected change opens the dialog again.
  await page.getByRole("button", { name: "Preview" }).click();
  await again().waitFor();
  await paste(await token());
  await again().waitFor({ state: "detached" });
  expect(await name().inputValue()).toBe("Half finished");
  await page.keyboard.press("Escape");
  await becomes("Live");
});

test("a user signs in at the identity provider, and returns to the same address", async () => {
  const address = `${signingIn.url}?search=orders&code=1#windows`;
  await page.goto(address);
  await heading().waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await page.getByRole("button", { name: "Sign in" }).click();
  await row("Orders database upgrade").waitFor();
  await becomes("Live");
  expect(page.url()).toBe(address);
  expect(provider.grants).toEqual(["authorization_code"]);
  await page.reload();
  await row("Orders database upgrade").waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You have signed out.").waitFor();
  expect(await stored()).toBe("{}");
});

test("a sign-in that the provider rejects is reported in its words, at the same address", async () => {
  provider.refusal = { error: "access_denied", description: "Ada is not a member." };
  const address = `${signingIn.url}?search=orders`;
  await page.goto(address);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("Ada is not a member.").waitFor();
  expect(page.url()).toBe(address);
  provider.refusal = { error: "access_denied", description: "x".repeat(1_000) };
  await page.setViewportSize({ width: 320, height: 700 });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("xxxxx").waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(320);
  provider.refusal = null;
  await page.getByRole("button", { name: "Sign in" }).click();
  await row("Orders database upgrade").waitFor();
});

test("a token is renewed before it expires, and the page stays live", async () => {
  const before = provider.grants.length;
  Object.assign(provider, { hasRefreshTokens: true, lifetimeSeconds: 64 });
  await page.goto(signingIn.url);
  await page.getByRole("button", { name: "Sign in" }).click();
  await row("payments-fraud").waitFor();
  provider.lifetimeSeconds = 3_600;
  await expect.poll(() => provider.grants.slice(before)).toEqual(["authorization_code", "refresh_token"]);
  await becomes("Live");
  expect(await again().count()).toBe(0);
});

test("a user signs in again in a popup, which keeps the open form", async () => {
  provider.lifetimeSeconds = 8;
  await page.goto(signingIn.url);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "New maintenance window" }).click();
  await name().fill("Half finished");
  await again().waitFor();
  provider.lifetimeSeconds = 3_600;
  await again().getByRole("button", { name: "Sign in", exact: true }).click();
  await again().waitFor({ state: "detached" });
  expect(await name().inputValue()).toBe("Half finished");
  expect(await page.evaluate("document.activeElement.value")).toBe("Half finished");
  await page.keyboard.press("Escape");
  await becomes("Live");
  expect(page.context().pages()).toHaveLength(1);
});

const issuer = "https://login.company.example";

test.each<[Record<string, string>, string]>([
  [
    { DASHBOARD_OIDC_CLIENT_ID: "dashboard" },
    "DASHBOARD_OIDC_CLIENT_ID is set, but DASHBOARD_OIDC_ISSUER is missing.",
  ],
  [
    { DASHBOARD_OIDC_ISSUER: issuer },
    "DASHBOARD_OIDC_ISSUER is set, but DASHBOARD_OIDC_CLIENT_ID is missing.",
  ],
  [
    { DASHBOARD_OIDC_ISSUER: "http://login.company.example", DASHBOARD_OIDC_CLIENT_ID: "dashboard" },
    "DASHBOARD_OIDC_ISSUER must be the https URL",
  ],
  [
    { DASHBOARD_OIDC_ISSUER: issuer, DASHBOARD_OIDC_CLIENT_ID: "dashboard", DASHBOARD_OIDC_SCOPE: "email" },
    'DASHBOARD_OIDC_SCOPE must contain "openid"',
  ],
])("the dashboard does not start with %j", async (environment, problem) => {
  const settings = { GATEWAY_URL: gateway.address, ...environment };
  const child = startChild(process.execPath, ["examples/dashboard/start.ts"], settings);
  expect(await child.exit).toBe(1);
  expect(child.errors()).toContain(problem);
});
