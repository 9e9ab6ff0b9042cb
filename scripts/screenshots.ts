import "reflect-metadata";
import { mkdirSync } from "node:fs";
import type { BrowserContextOptions, Page } from "playwright-core";
import { openPage, startBrowser } from "../test/browser/browser.js";
import { startDashboard } from "../test/browser/dashboard.js";
import { startTestGateway } from "../test/support/gateway.js";

/** A fixed time (a Tuesday afternoon), so that the screenshots do not change between runs. */
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

const whole = async (page: Page) => {
  await page.getByRole("row", { name: "payments-fraud" }).waitFor();
  await page.getByRole("status").filter({ hasText: "Updates: Live" }).waitFor();
};

try {
  await take("dashboard", dashboard.url, whole);
  await take(
    "dashboard-change",
    dashboard.url,
    async (page) => {
      await whole(page);
      await page.getByRole("region", { name: "Next 7 days" }).getByText("payments-fraud").click();
      await page.getByRole("dialog").getByRole("button", { name: "Move payments-fraud" }).click();
      await page.getByLabel("Starts at (UTC)").fill("23:15");
      await page.getByRole("button", { name: "Preview" }).click();
      await page.getByText("Preview: nothing has changed yet.").waitFor();
    },
    { colorScheme: "dark" },
  );
  await take("graphiql", `${gateway.address}/graphiql`, async (page) => {
    await page.getByRole("button", { name: "Execute query" }).click();
    await page.locator(".graphiql-response").getByText("totalCount").waitFor();
  });
} finally {
  await browser.close();
  await dashboard.stop();
  await gateway.stop();
}
