import { describe, expect, test } from "vitest";
import { datadogId } from "../support/mutations.js";
import { openPage, seriousFindings } from "./browser.js";
import { browser, dashboard, dialog, gateway, open, page, row, section } from "./dashboard-page.js";

const widths = [320, 360, 768, 1440];
const schemes = ["light", "dark"] as const;

/** Whether the page fits its width. */
async function fits(): Promise<boolean> {
  return page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth");
}

describe.each(schemes)("in %s mode", (colorScheme) => {
  test.each(widths)("the page fits %i px and has no serious accessibility violations", async (width) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    await open();
    expect(await fits()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel("Select Checkout release").check();
    await page.getByRole("region", { name: "Selected windows" }).waitFor();
    await page
      .getByRole("button", { name: /Flink applications/ })
      .first()
      .click();
    await page.getByRole("button", { name: "Actions for Checkout release" }).click();
    await page.getByRole("menu").waitFor();
    expect(await fits()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("menuitem", { name: "Details" }).click();
    await dialog().getByText("Overlaps").waitFor();
    expect(await fits()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Timeline" }).click();
    await page.getByRole("region", { name: /Timeline/ }).waitFor();
    expect(await fits()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });
});

describe("on a phone", () => {
  test("a window is a card with all facts of the row", async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open();
    const textOf = async (title: string) =>
      (await row(title).innerText()).trim().split(/\s+/).toSorted().join(" ");
    const wide = await textOf("Orders database upgrade");
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await textOf("Orders database upgrade")).toBe(wide);
    expect(await row("Orders database upgrade").innerText()).toMatch(
      /^\s*Orders database upgrade[\s\S]*until \d\d:\d\d[\s\S]*in [\s\S]*datadog/,
    );
  });

  test.each([320, 360])("every control is at least 44 px high and wide (%i px)", async (width) => {
    await page.setViewportSize({ width, height: 640 });
    await open();
    await page.getByRole("button", { name: "Filters" }).click();
    const small = await page
      .locator("button:visible, select:visible, input:visible, a:visible, summary:visible")
      .evaluateAll((controls) =>
        controls
          .filter((control) => !control.matches("p .link, bdi .link, .open"))
          .map((control) => {
            const { width: wide, height } = (control.closest("td.check") ?? control).getBoundingClientRect();
            return { name: control.textContent || control.getAttribute("aria-label"), wide, height };
          })
          .filter(({ wide, height }) => Math.round(wide) < 44 || Math.round(height) < 44),
      );
    expect(small).toEqual([]);
    // A title is as high as its card's row.
    const heights = await page
      .locator("td.menu")
      .evaluateAll((cells) =>
        cells.filter((cell) => cell.textContent !== "").map((cell) => cell.clientHeight),
      );
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  });

  test("filters are behind a button, which says whether some are set", async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(`${dashboard.url}?search=orders`);
    await row("Orders database upgrade").waitFor();
    expect(await page.getByRole("searchbox").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Filters (on)" }).click();
    expect(await page.getByRole("searchbox").inputValue()).toBe("orders");
    expect(await fits()).toBe(true);
  });

  test("the page fits 1280 px at 200 % and 400 % zoom", async () => {
    // A browser lays a zoomed page out in fewer CSS pixels.
    for (const width of [640, 320]) {
      await page.setViewportSize({ width, height: 450 });
      await open();
      expect(await fits()).toBe(true);
    }
  });
});

describe("names", () => {
  const name = `${"امتداد".repeat(20)} ${"W".repeat(200)} 📦 <b>not bold</b>`;

  test.each([320, 1440])(
    "of 200 characters, without spaces and from right to left do not break the page (%i px)",
    async (width) => {
      const uuid = datadogId(2).split(":")[2] ?? "";
      await gateway.datadog.fault("*", {
        merge: { [uuid]: { attributes: { name, query: `service:${"x".repeat(300)}` } } },
      });
      await page.setViewportSize({ width, height: 800 });
      await page.goto(dashboard.url);
      const title = page.getByRole("button", { name, exact: true }).last();
      await title.waitFor();
      expect(await fits()).toBe(true);
      await title.click();
      await dialog().getByText("Overlaps").waitFor();
      expect(await dialog().getByRole("heading").textContent()).toBe(name);
      expect(await fits()).toBe(true);
      expect(await dialog().evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
      expect(await seriousFindings(page)).toEqual([]);
    },
  );
});

describe("a browser", () => {
  test("whose system has no time zone shows times in UTC", async () => {
    await page.addInitScript(() => {
      const original = Intl.DateTimeFormat.prototype.resolvedOptions;
      Intl.DateTimeFormat.prototype.resolvedOptions = function () {
        const options = original.call(this);
        return options.timeZone === "Europe/Berlin" ? { ...options, timeZone: "Etc/Unknown" } : options;
      };
    });
    await open();
    expect(await page.getByLabel("Time zone").inputValue()).toBe("UTC");
    await page.getByText("daily 06:00 – 14:00 UTC").waitFor();
  });

  test("that wants less motion and more contrast gets a page without animations, with visible states", async () => {
    const special = await openPage(browser, { forcedColors: "active", reducedMotion: "reduce" });
    await special.page.goto(dashboard.url);
    await special.page.getByRole("row").filter({ hasText: "Orders database upgrade" }).waitFor();
    expect(await special.page.evaluate("document.getAnimations().length")).toBe(0);
    expect(await special.page.getByText("Announced", { exact: true }).first().isVisible()).toBe(true);
    expect(await seriousFindings(special.page)).toEqual([]);
    await special.page.context().close();
  });
});

describe("the keyboard", () => {
  test("reaches the search, the list, the timeline and the help by one key", async () => {
    await open();
    await page.keyboard.press("/");
    await expect.poll(() => page.locator(":focus").getAttribute("type")).toBe("search");
    await page.keyboard.type("t n");
    expect(await page.getByRole("searchbox").inputValue()).toBe("t n");
    await page.getByRole("searchbox").fill("");
    await page.getByRole("heading", { name: "Maintenance" }).click();
    await page.keyboard.press("t");
    await expect.poll(() => page.url()).toContain("view=timeline");
    await page.keyboard.press("l");
    await section("Now").waitFor();
    await page.keyboard.press("?");
    await dialog().getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("n");
    await dialog().waitFor();
  });

  test("moves through the windows, selects and opens one", async () => {
    await open();
    const focused = () => page.locator(":focus").textContent();
    await page.keyboard.press("j");
    expect(await focused()).toBe("pricing-realtime");
    await page.keyboard.press("j");
    expect(await focused()).toBe("Orders database upgrade");
    await page.keyboard.press("x");
    await page.getByText("1 selected").waitFor();
    await page.keyboard.press("k");
    expect(await focused()).toBe("pricing-realtime");
    await page.keyboard.press("Enter");
    await dialog().getByRole("heading", { name: "pricing-realtime" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    await expect.poll(focused).toBe("pricing-realtime");
  });

  test("can switch the shortcuts of one key off", async () => {
    await open();
    await page.keyboard.press("?");
    await dialog().getByLabel("Use shortcuts of one key").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await page.keyboard.press("n");
    expect(page.url()).not.toContain("timeline");
    expect(await dialog().count()).toBe(0);
    // The help stays in the menu.
    await page.getByRole("button", { name: "Share and more" }).click();
    await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
    expect(await dialog().getByLabel("Use shortcuts of one key").isChecked()).toBe(false);
  });

  test("opens a menu, and closing it returns to its button", async () => {
    await open();
    await page.getByRole("button", { name: "Actions for Checkout release" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Details" }).waitFor();
    await page.keyboard.press("Escape");
    await expect
      .poll(() => page.locator(":focus").getAttribute("aria-label"))
      .toBe("Actions for Checkout release");
  });
});
