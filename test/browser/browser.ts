import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { chromium } from "playwright-core";

/** Chromium's paths on Debian. The headless shell starts faster, so it comes first. */
const usualPrograms = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** Starts a browser that can reach only 127.0.0.1. */
export async function startBrowser(): Promise<Browser> {
  const programs = process.env.CHROMIUM === undefined ? usualPrograms : [process.env.CHROMIUM];
  const executablePath = programs.find((program) => existsSync(program));
  if (executablePath === undefined) {
    throw new Error(
      `Chromium not found at ${programs.join(" or ")}. Install it, or set CHROMIUM to its path.`,
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's sandbox does not run as root.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** URLs on other hosts that the page requested. */
  readonly foreign: readonly string[];
  /** Uncaught exceptions, and errors in the console. */
  readonly complaints: readonly string[];
}

/** Opens a page with its own profile. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    reducedMotion: "reduce",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const foreign: string[] = [];
  const complaints: string[] = [];
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && hostname !== "127.0.0.1") foreign.push(request.url());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return { page, foreign, complaints };
}

/** Serious and critical accessibility violations that axe finds (WCAG 2.2 A and AA), as `rule: element`. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // Bars that stay on the screen cover a part of what scrolls below them, which axe takes for too small a target.
  const setBars = (position: string) =>
    page.evaluate(
      `document.querySelectorAll(".bar, .selection-bar").forEach((bar) => { bar.style.position = "${position}"; })`,
    );
  await setBars("static");
  const { violations } = await new AxeBuilder({ page })
    // They pass the focus on at once, so nobody meets them.
    .exclude("[data-base-ui-focus-guard]")
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  await setBars("");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}
