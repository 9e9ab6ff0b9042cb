import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { chromium } from "playwright-core";

/** Where Debian has it. The shell has no window, and is there sooner. */
const usualPrograms = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"];

/** A browser that finds nobody but this machine. */
export async function startBrowser(): Promise<Browser> {
  const programs = process.env.CHROMIUM === undefined ? usualPrograms : [process.env.CHROMIUM];
  const executablePath = programs.find((program) => existsSync(program));
  if (executablePath === undefined) {
    throw new Error(
      `There is no Chromium at ${programs.join(" or ")}: install it, or let CHROMIUM say where it is.`,
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      // Whoever is root has no sandbox.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    ],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** The addresses of other machines that the page has asked for. */
  readonly foreign: readonly string[];
  /** What the page complained of: exceptions, and errors in the console. */
  readonly complaints: readonly string[];
}

/** A page with a profile of its own. */
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

/** What axe finds that keeps people out (WCAG 2.2 A and AA), as `rule: element`. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
}
