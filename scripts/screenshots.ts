import "reflect-metadata";
import { mkdirSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { openPage, startBrowser } from "../test/browser/browser.js";
import { startDashboard } from "../test/browser/dashboard.js";
import { startTestGateway } from "../test/support/gateway.js";

/** A fixed time (a Tuesday afternoon), so that the pictures do not change between runs. */
const now = new Date("2026-11-24T15:20:00Z");

const folder = "docs/images";
mkdirSync(folder, { recursive: true });

const browser = await startBrowser();
const gateway = await startTestGateway({ LOG_LEVEL: "silent" }, () => now);
const dashboard = await startDashboard(gateway.address);

async function take(
  name: string,
  url: string,
  arrange: (page: Page) => Promise<void>,
  options: BrowserContextOptions = {},
): Promise<void> {
  const { page } = await openPage(browser, options);
  await page.clock.setFixedTime(now);
  await page.goto(url);
  await arrange(page);
  const path = `${folder}/${name}.png`;
  await page.screenshot({ path });
  process.stdout.write(`${path}\n`);
  await page.context().close();
}

const live = (page: Page) => page.getByRole("status").filter({ hasText: "Updates: Live" }).waitFor();

async function overview(page: Page): Promise<void> {
  await page.getByRole("row").filter({ hasText: "Weekend failover test" }).waitFor();
  await live(page);
}

/** Selects ten Flink applications with the same hours, and previews their move. */
async function previewMove(page: Page): Promise<void> {
  for (let index = 0; index < 10; index += 1)
    await page.locator(".members").getByRole("checkbox").nth(index).check();
  await page.getByRole("button", { name: "Move…", exact: true }).click();
  await page.getByLabel(/^Starts at/).fill("03:00");
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByText("Preview: nothing has changed yet.").waitFor();
}

try {
  await take("dashboard", dashboard.url, overview);
  await take("dashboard-dark", dashboard.url, overview, { colorScheme: "dark" });
  await take("dashboard-phone", dashboard.url, overview, {
    viewport: { width: 360, height: 760 },
    deviceScaleFactor: 2,
    hasTouch: true,
  });
  await gateway.flink.seed({ applications: 240, region: "eu-central-1" });
  await take("dashboard-preview", `${dashboard.url}?hours=05:00`, previewMove, { colorScheme: "dark" });
  await gateway.flink.fault(
    "UpdateApplicationMaintenanceConfiguration",
    { errorType: "ResourceInUseException" },
    2,
  );
  await take("dashboard-partial-failure", `${dashboard.url}?hours=05:00`, async (page) => {
    await previewMove(page);
    await page.getByRole("button", { name: "Move 10" }).click();
    await page.getByText("10 windows: ").waitFor();
    await page.getByText(/\d moved/).waitFor();
  });
  await gateway.flink.reset();
  await gateway.datadog.seed({ windows: 500 });
  await take("dashboard-timeline", `${dashboard.url}?view=timeline&days=30`, async (page) => {
    await page.getByRole("region", { name: "Timeline" }).getByText("Checkout release").waitFor();
    await live(page);
  });
  await gateway.datadog.reset();
  await take("graphiql", `${gateway.address}/graphiql`, async (page) => {
    await page.getByRole("button", { name: "Execute query" }).click();
    await page.locator(".graphiql-response").getByText("totalCount").waitFor();
  });
} finally {
  await browser.close();
  await dashboard.stop();
  await gateway.stop();
}
