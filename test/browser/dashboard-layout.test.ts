import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { datadogId } from "../support/mutations.js";
import { openPage, seriousFindings } from "./browser.js";
import {
  browser,
  dashboard,
  dialog,
  gateway,
  open,
  page,
  row,
  section,
  toast,
  verdict,
} from "./dashboard-page.js";

const widths = [320, 360, 768, 1440];
const schemes = ["light", "dark"] as const;

/** Whether the page fits its width. */
async function fits(): Promise<boolean> {
  return page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth");
}

/** A colour of an element or a part of it, and the background of the element or of one around it, as red, green and blue. */
async function colours(
  element: Locator,
  property: "color" | "borderTopColor",
  part = "",
  around?: string,
): Promise<readonly (readonly number[])[]> {
  const texts = await element.evaluate(
    (one, names) => {
      const { getComputedStyle } = one.ownerDocument.defaultView;
      const behind = names.around === undefined ? one : one.closest(names.around);
      return [getComputedStyle(one, names.part)[names.property], getComputedStyle(behind).backgroundColor];
    },
    { property, part, around },
  );
  return texts.map((text) => (text.match(/[\d.]+/g) ?? []).map(Number));
}

/** Contrast ratio of two colours (WCAG 2). */
function contrast([first = [], second = []]: readonly (readonly number[])[]): number {
  const luminance = (colour: readonly number[]) => {
    const [red = 0, green = 0, blue = 0] = colour
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [dark = 0, light = 0] = [luminance(first), luminance(second)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
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

describe("colours", () => {
  test.each(schemes)("of placeholders and check boxes can be seen (%s)", async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await open();
    const placeholder = await colours(page.getByRole("searchbox"), "color", "::placeholder");
    expect(contrast(placeholder)).toBeGreaterThanOrEqual(4.5);
    const box = page.getByLabel("Select Checkout release");
    expect(contrast(await colours(box, "borderTopColor"))).toBeGreaterThanOrEqual(3);
    await box.check();
    // The border of a chosen one is against the colour of the row.
    expect(contrast(await colours(box, "borderTopColor", "", "tr"))).toBeGreaterThanOrEqual(3);
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
      /^\s*Orders database upgrade[\s\S]*until .*\d\d:\d\d[\s\S]*in\s[\s\S]*datadog/,
    );
  });

  // In some widths, a line could end at the dash.
  test.each([320, 360, 400])(
    "nothing in a card is cut, and its badge has a line of its own (%i px)",
    async (width) => {
      await page.setViewportSize({ width, height: 640 });
      await open();
      const lines = await page.locator("td.when > div").evaluateAll((cells) =>
        cells.map((cell) => {
          const [badge, time] = [...cell.children].map((part) => part.getBoundingClientRect());
          return badge !== undefined && time !== undefined && badge.bottom <= time.top;
        }),
      );
      expect(lines.length).toBeGreaterThan(5);
      expect(lines).not.toContain(false);
      const facts = await page
        .locator(".facts")
        .evaluateAll((texts) =>
          texts.map((text) => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight),
        );
      expect(facts).not.toContain(true);
    },
  );

  test.each([320, 360])("the longest period to check is not cut (%i px)", async (width) => {
    await page.setViewportSize({ width, height: 640 });
    await open({ lasting: "PT45M" });
    const widths = await page.getByLabel("Safe to deploy?").evaluate((select) => {
      const copy = select.cloneNode(true);
      copy.style.cssText = "position: absolute; width: max-content";
      select.after(copy);
      return { needed: copy.offsetWidth, actual: select.offsetWidth };
    });
    expect(widths.actual).toBeGreaterThanOrEqual(widths.needed);
  });

  test("what can be done with the selected windows is one row that scrolls", async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await open();
    await page.getByLabel("Select Checkout release").check();
    await page.getByLabel("Select pricing-realtime").check();
    const bar = page.getByRole("region", { name: "Selected windows" });
    await bar.getByRole("button", { name: "Delete 1 of 2…" }).waitFor();
    const parts = await bar.locator("> *").evaluateAll((children) =>
      children.map((child) => {
        const { left, top, height } = child.getBoundingClientRect();
        return { text: child.textContent, left, middle: Math.round(top + height / 2) };
      }),
    );
    expect(parts[0]?.text).toBe("2 selected");
    expect(parts[0]?.left).toBeGreaterThan(0);
    expect(new Set(parts.map(({ middle }) => middle)).size).toBe(1);
    expect(await fits()).toBe(true);
    const clear = bar.getByRole("button", { name: "Clear selection" });
    await clear.focus();
    const { x = -1, width = 0 } = (await clear.boundingBox()) ?? {};
    expect([x >= 0, x + width <= 320]).toEqual([true, true]);
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

  test("filters are behind a button, which says how many are set, and chips name them", async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    const search = `orders ${"x".repeat(200)}`;
    await page.goto(`${dashboard.url}?${new URLSearchParams({ search, source: "datadog" })}`);
    await page.getByText("No window matches these filters.").waitFor();
    expect(await page.getByRole("searchbox").isVisible()).toBe(false);
    const chips = page.getByRole("list", { name: "Filters that are set" });
    await chips.getByRole("button", { name: "Remove Source: datadog" }).waitFor();
    expect(await fits()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Filters (2)" }).click();
    expect(await page.getByRole("searchbox").inputValue()).toBe(search);
    expect(await chips.isVisible()).toBe(false);
    expect(await fits()).toBe(true);
    await page.getByRole("button", { name: "Filters (2)" }).click();
    await chips.getByRole("button", { name: /^Remove Search: orders / }).click();
    await row("Orders database upgrade").waitFor();
    expect(
      await page.getByRole("button", { name: "Filters (1)" }).evaluate((one) => one.matches(":focus")),
    ).toBe(true);
    await chips.getByRole("button", { name: "Remove Source: datadog" }).click();
    await page.getByRole("button", { name: "Filters", exact: true }).waitFor();
    expect(await chips.count()).toBe(0);
  });

  test("the menu has the link to the view, and no keyboard shortcuts", async () => {
    const phone = await openPage(browser, {
      viewport: { width: 360, height: 640 },
      hasTouch: true,
      isMobile: true,
    });
    await phone.page.goto(dashboard.url);
    await phone.page.getByRole("button", { name: "Share and more" }).tap();
    await phone.page.getByRole("menuitem", { name: "Copy link to this view" }).waitFor();
    expect(await phone.page.getByRole("menuitem", { name: "Keyboard shortcuts" }).count()).toBe(0);
    expect(await phone.page.getByRole("button", { name: "Share", exact: true }).count()).toBe(0);
    await phone.page.context().close();
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

describe("on a wide screen", () => {
  test.each([1024, 1280, 1600])(
    "messages leave the header free, and the bars begin where the content does (%i px)",
    async (width) => {
      await page.setViewportSize({ width, height: 800 });
      await open();
      await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
      await page.getByRole("button", { name: "Share", exact: true }).click();
      await page.getByLabel("Select Checkout release").check();
      const edges = async (locator: Locator) => {
        const { x = 0, y = 0, height = 0 } = (await locator.boundingBox()) ?? {};
        return { start: x, top: y, bottom: y + height };
      };
      const header = await edges(page.getByRole("banner"));
      expect((await edges(toast())).top).toBeGreaterThanOrEqual(header.bottom);
      const { start } = await edges(verdict());
      expect((await edges(page.getByText("1 selected"))).start).toBe(start);
      expect((await edges(page.getByRole("heading", { level: 1 }))).start).toBe(start);
    },
  );
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

  test("can switch the single-key shortcuts off", async () => {
    await open();
    await page.keyboard.press("?");
    await dialog().getByLabel("Single-key shortcuts").uncheck();
    await page.keyboard.press("Escape");
    await page.keyboard.press("t");
    await page.keyboard.press("n");
    expect(page.url()).not.toContain("timeline");
    expect(await dialog().count()).toBe(0);
    // The help stays in the menu.
    await page.getByRole("button", { name: "Share and more" }).click();
    await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).click();
    expect(await dialog().getByLabel("Single-key shortcuts").isChecked()).toBe(false);
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
