import { gzipSync } from "node:zlib";
import type { Browser, Locator, Page, Response } from "playwright-core";
import { openPage } from "../../test/browser/browser.js";
import { quantile } from "../support/measure.js";

/** How much slower the browser's processor is, as on a phone. */
export const slowdown = 4;
/** A page is interactive if no long task has run for this long. */
const quietMs = 1_000;
const typed = "orders-db";
const typingDelayMs = 150;

/** What the observer in the page collects. */
interface Observed {
  readonly longTasks: readonly { readonly endMs: number; readonly durationMs: number }[];
  readonly layoutShift: number;
  readonly keystrokesMs: readonly number[];
}

export type Load = Awaited<ReturnType<typeof measureLoad>>;

/** Loads a page without a cache, opens the menu of a window by a click, and types into the search field. */
export async function measureLoad(browser: Browser, url: string, menuOf: (page: Page) => Locator) {
  const { page, complaints } = await openPage(browser);
  page.setDefaultTimeout(60_000);
  await page.addInitScript({ path: "bench/dashboard/observer.js" });
  const scripts: Response[] = [];
  page.on("response", (response) => {
    if (response.headers()["content-type"]?.includes("javascript")) scripts.push(response);
  });
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });

  await page.goto(url, { waitUntil: "commit" });
  await menuOf(page).click();
  await page.getByRole("menuitem").first().waitFor();
  const openedMs = await page.evaluate<number>("performance.now()");
  const busyUntil = `Math.max(${openedMs}, observed.longTasks.at(-1)?.endMs ?? 0)`;
  await page.waitForFunction(`performance.now() - ${busyUntil} > ${quietMs}`, undefined, { polling: 100 });
  const interactiveMs = await page.evaluate<number>(busyUntil);
  const { longTasks, layoutShift } = await page.evaluate<Observed>("observed");
  const bodies = await Promise.all(scripts.map((script) => script.body()));

  await page.keyboard.press("Escape");
  await page.getByRole("searchbox").pressSequentially(typed, { delay: typingDelayMs });
  await page.waitForFunction(`observed.keystrokesMs.length === ${typed.length}`);
  const { keystrokesMs } = await page.evaluate<Observed>("observed");
  await page.context().close();
  if (complaints.length > 0) throw new Error(`${url}: ${complaints.join("; ")}`);
  return {
    scriptBytes: bodies.reduce((sum, { length }) => sum + length, 0),
    gzipBytes: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0),
    interactiveMs,
    /** Browsers report only tasks of at least 50 ms. */
    longestTaskMs: Math.max(50, ...longTasks.map(({ durationMs }) => durationMs)),
    /** From a key to the next paint, while results of the search arrive. */
    keystrokeMs: quantile(keystrokesMs, 0.5),
    /** The sum of all shifts until the page was interactive. */
    layoutShift,
  };
}
