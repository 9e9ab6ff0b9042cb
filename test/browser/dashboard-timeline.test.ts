import type { Locator } from "playwright-core";
import { describe, expect, test } from "vitest";
import { datadogId } from "../support/mutations.js";
import { openPage, seriousFindings } from "./browser.js";
import {
  browser,
  dashboard,
  gateway,
  graphqlUrl,
  operationNameOf,
  page,
  row,
  watched,
} from "./dashboard-page.js";

const bar = (name: string | RegExp) => page.locator(".timeline").getByRole("button", { name });
const heading = (name: string | RegExp) => page.getByRole("heading", { name });
const parameter = (name: string) => new URL(page.url()).searchParams.get(name);

/** The computed value of a property of a style. */
const styleOf = (element: Locator, property: string) =>
  element.evaluate(
    (node, name): string => node.ownerDocument.defaultView.getComputedStyle(node).getPropertyValue(name),
    property,
  );

/** The date in Berlin, which is the zone of the browser. */
const dateAfter = (days: number) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin" }).format(Date.now() + days * 86_400_000);

async function open(parameters = "", at = page): Promise<void> {
  await at.goto(`${dashboard.url}?view=timeline${parameters}`);
  await at.locator(".timeline-bar").first().waitFor();
}

describe("the range", () => {
  test("is in the address", async () => {
    await open();
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await expect.poll(() => parameter("day")).toBe(dateAfter(7));
    await page.getByRole("button", { name: "1 day" }).click();
    await expect.poll(() => parameter("days")).toBe("1");
    await page.getByRole("button", { name: "Previous" }).click();
    await expect.poll(() => parameter("day")).toBe(dateAfter(6));
    const title = await heading(/20\d\d$/).textContent();
    await page.reload();
    await heading(title ?? "").waitFor();
    expect(await page.getByRole("button", { name: "1 day", pressed: true }).count()).toBe(1);
    await page.getByRole("button", { name: "Today" }).click();
    await expect.poll(() => parameter("day")).toBeNull();
    await page.locator(".timeline-now").waitFor();
    expect(watched.complaints).toEqual([]);
  });

  test("marks the day on which clocks change, and says how daily hours shift", async () => {
    await open("&zone=Europe/Berlin&day=2026-10-22");
    await heading("Thu 22 Oct – Wed 28 Oct 2026").waitFor();
    const days = page.getByRole("list", { name: "Days" });
    expect(await days.getByRole("listitem").nth(3).textContent()).toBe(
      "Sun 25 Oct25 h: clocks go back 03:00 → 02:00",
    );
    await page.getByText("daily 08:00 – 16:00, from 25 Oct 07:00 – 15:00 (06:00 – 14:00 UTC)").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await open("&zone=Australia/Lord_Howe&day=2026-04-05&days=1");
    await page.getByText("Sun 5 Apr has 24.5 hours: clocks go back 02:00 → 01:30.").waitFor();
  });
});

describe("the legend", () => {
  const meanings = () => page.getByRole("list", { name: "Legend" }).getByRole("listitem").allTextContents();
  const trimmed = async () => (await meanings()).map((text) => text.trim());

  test("names only what is on the view", async () => {
    await open(`&day=${dateAfter(-3)}&days=1`);
    await page.getByRole("list", { name: "Possible, by daily hours" }).waitFor();
    expect(await trimmed()).toEqual([
      "Announced",
      "Ended",
      "Possible hours, ended",
      "Continues before or after",
      "Overlap",
    ]);
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 500 });
    await open();
    await page.getByRole("list", { name: "Possible, by daily hours" }).waitFor();
    expect(await trimmed()).toEqual(expect.arrayContaining(["Under way, end unknown", "Unknown", "Today"]));
    expect(await trimmed()).not.toContain("Announced");
  });

  test("has samples that look like what they stand for, also with forced colours and on paper", async () => {
    await open();
    const legend = page.getByRole("list", { name: "Legend" });
    const stylesOf = async (element: Locator) =>
      Promise.all(
        ["background-color", "border-top-style", "border-top-color", "print-color-adjust"].map((property) =>
          styleOf(element, property),
        ),
      );
    const sample = legend.locator(".DECLARED:not(.begins-before)");
    const shown = bar(/^Orders database upgrade/).locator(".timeline-fill");
    for (const media of [
      { colorScheme: "dark" },
      { forcedColors: "active" },
      { forcedColors: "none", media: "print" },
    ] as const) {
      await page.emulateMedia(media);
      expect(await stylesOf(sample)).toEqual(await stylesOf(shown));
      expect(await legend.isVisible()).toBe(true);
    }
    expect(await styleOf(sample, "print-color-adjust")).toBe("exact");
    await page.emulateMedia({ colorScheme: "light", media: "screen", forcedColors: "active" });
    // Forced colours remove shades, so there is nothing to explain.
    expect(await legend.getByText("Today").isVisible()).toBe(false);
    expect(await legend.getByText("Overlap").isVisible()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });
});

describe("the dates", () => {
  test.each([360, 1280])("stay below the page's bar and above their columns (%i px)", async (width) => {
    await gateway.datadog.seed({ windows: 500 });
    await page.setViewportSize({ width, height: 800 });
    await open("&days=30");
    const rows = page.getByRole("list", { name: "Announced" }).locator(".timeline-row");
    await rows.nth(80).scrollIntoViewIfNeeded();
    const scroller = page.getByRole("region", { name: "Timeline" });
    await scroller.evaluate((element) => element.scrollTo(150, 0));
    const offset = await scroller.evaluate(({ scrollLeft }) => scrollLeft);
    expect(offset > 0).toBe(width === 360);
    const boxOf = async (element: Locator) =>
      (await element.boundingBox()) ?? { x: Number.NaN, y: Number.NaN, height: Number.NaN };
    const day = page.getByRole("list", { name: "Days" }).getByRole("listitem").nth(9);
    const column = scroller.locator(".timeline-column").nth(9);
    await expect.poll(async () => (await boxOf(day)).x).toBeCloseTo((await boxOf(column)).x);
    const bar = await boxOf(page.locator("header.bar"));
    expect((await boxOf(page.locator(".timeline-dates"))).y).toBeCloseTo(bar.y + bar.height);
  });

  test.each([320, 768, 1440])("do not overlap each other (%i px)", async (width) => {
    await page.setViewportSize({ width, height: 800 });
    for (const days of [1, 7, 30]) {
      await open(`&days=${days}`);
      const edges = await page.locator(".timeline-heads > *").evaluateAll((heads) =>
        heads.flatMap((head) => {
          const range = head.ownerDocument.createRange();
          range.selectNodeContents(head);
          const { left, right } = range.getBoundingClientRect();
          return right > left ? [{ left, right }] : [];
        }),
      );
      expect(edges.length).toBeGreaterThanOrEqual(4);
      const overlapping = edges.filter(({ left }, index) => left < (edges[index - 1]?.right ?? 0));
      expect(overlapping).toEqual([]);
    }
  });

  test.each([360, 1440])("of one day have no lines through their hours (%i px)", async (width) => {
    await page.setViewportSize({ width, height: 800 });
    await open("&days=1");
    const crossed = await page.locator(".timeline-dates").evaluate((dates) => {
      const lines = [...dates.querySelectorAll(".timeline-column")].map((line) =>
        line.getBoundingClientRect(),
      );
      return [...dates.querySelectorAll(".timeline-hour")].flatMap((hour) => {
        const range = hour.ownerDocument.createRange();
        range.selectNodeContents(hour);
        const { left, right, bottom } = range.getBoundingClientRect();
        return lines.filter(({ x, y }) => left < x && x < right && y < bottom).map(() => hour.textContent);
      });
    });
    expect(crossed).toEqual([]);
    expect(await page.locator(".timeline-dates .timeline-column").count()).toBeGreaterThanOrEqual(23);
  });

  test("do not cover the bar that has the focus", async () => {
    await gateway.datadog.seed({ windows: 500 });
    await page.setViewportSize({ width: 1280, height: 800 });
    await open("&days=30");
    const rows = page.getByRole("list", { name: "Announced" }).locator(".timeline-row");
    await rows.nth(60).getByRole("button").first().focus();
    for (let count = 0; count < 30; count += 1) await page.keyboard.press("ArrowUp");
    const dates = await page.locator(".timeline-dates").boundingBox();
    const focused = await page.locator(".timeline-bar:focus").boundingBox();
    expect(focused?.y).toBeGreaterThanOrEqual((dates?.y ?? Number.NaN) + (dates?.height ?? Number.NaN));
  });
});

describe("the rows", () => {
  test("are what is announced, what is under way, and what is possible by daily hours", async () => {
    await open();
    const rows = (name: string) =>
      page.getByRole("list", { name, exact: true }).locator(".timeline-title bdi");
    await rows("Possible, by daily hours").first().waitFor();
    expect(await rows("Announced").allTextContents()).toEqual([
      "Year-long migration",
      "Orders database upgrade",
      "Checkout release",
      "Weekend failover test",
    ]);
    expect(await rows("Under way").allTextContents()).toEqual(["pricing-realtime"]);
    expect(await rows("Possible, by daily hours").allTextContents()).toContain("3 Flink applications");
    expect(await bar(/^Orders database upgrade, announced, \w{3} \d+ \w+ \d\d:\d\d to /).count()).toBe(1);
  });

  test("of daily hours say them in quiet text below the title", async () => {
    await open("&zone=Asia/Tokyo");
    const title = page.locator(".timeline-title").filter({ hasText: "06:00 – 14:00 UTC" });
    const sizeOf = async (element: Locator) => Number.parseFloat(await styleOf(element, "font-size"));
    const hours = title.getByText("daily 15:00 – 23:00 (06:00 – 14:00 UTC)", { exact: true });
    expect(await sizeOf(hours)).toBeLessThan(await sizeOf(title));
    expect(await styleOf(hours, "display")).toBe("block");
    await open("&zone=UTC");
    await title.getByText("daily 06:00 – 14:00 UTC", { exact: true }).waitFor();
  });

  test("of past days have windows that have ended, unless one status is chosen", async () => {
    const past = `&day=${dateAfter(-3)}&days=1`;
    await open(past);
    expect(await bar(/^Network move, rack 12, announced, ended, /).count()).toBe(1);
    await open(`${past}&status=ACTIVE`);
    await bar("Year-long migration").waitFor();
    expect(await bar("Network move").count()).toBe(0);
  });

  test("mark where windows overlap", async () => {
    await open("&days=1");
    const overlaps = page.getByRole("list", { name: "Overlaps" }).getByRole("listitem");
    expect(await overlaps.allTextContents()).toContainEqual(
      expect.stringMatching(/\d windows at once, \w{3} /),
    );
    const sample = page.getByRole("list", { name: "Legend" }).locator(".timeline-overlap");
    expect(await styleOf(sample, "background-color")).toBe(
      await styleOf(overlaps.first(), "background-color"),
    );
    // Shades behind the rows would fill the whole chart if there are many windows.
    expect(await page.locator(".timeline-backdrop > :not(.timeline-column)").count()).toBe(0);
    await page.goto(`${dashboard.url}?view=timeline&search=year-long`);
    await page.getByText(/^1 window announced/).waitFor();
    expect(await overlaps.count()).toBe(0);
  });

  test("can be 500, and the button that shows more leads to the first new one", async () => {
    await gateway.datadog.seed({ windows: 500 });
    await open("&days=30");
    await page.getByText(/^The first 500 of 504 announced windows/).waitFor();
    const rows = page.getByRole("list", { name: "Announced" }).locator(".timeline-row");
    expect(await rows.count()).toBe(100);
    await page.getByRole("button", { name: "Show 100 more of 500" }).click();
    expect(await rows.count()).toBe(200);
    expect(await rows.nth(100).locator(":focus").count()).toBe(1);
  });
});

describe("a bar", () => {
  test("is reached by keys, and opens its window", async () => {
    await open();
    await page.getByRole("list", { name: "Possible, by daily hours" }).waitFor();
    expect(await page.locator(".timeline-bar[tabindex='0']").count()).toBe(1);
    const focused = () => page.locator(":focus").getAttribute("aria-label");
    await page.getByRole("button", { name: "30 days" }).focus();
    await page.keyboard.press("Tab");
    expect(await focused()).toMatch(/^pricing-realtime, /);
    await page.keyboard.press("ArrowDown");
    expect(await focused()).toMatch(/^Year-long migration/);
    await page.keyboard.press("Control+End");
    expect(await focused()).toMatch(/Flink applications?, possible, /);
    await page.keyboard.press("Home");
    const first = await focused();
    await page.keyboard.press("ArrowRight");
    expect(await focused()).not.toBe(first);
    await page.keyboard.press("ArrowLeft");
    expect(await focused()).toBe(first);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect.poll(() => parameter("window")).toBe(datadogId(2));
  });

  test("has an open end if the maintenance is under way, because no provider reports its end", async () => {
    await open();
    await bar(/^Orders database upgrade/).waitFor();
    const fadeOf = (name: RegExp) => styleOf(bar(name).locator(".timeline-fill"), "mask-image");
    expect(await fadeOf(/^pricing-realtime, under way since .+, end unknown/)).toContain("linear-gradient");
    expect(await fadeOf(/^Orders database upgrade/)).toBe("none");
  });

  test("of maintenance under way begins with its hours or now, if AWS does not say when it began", async () => {
    await gateway.flink.fault("ListApplicationOperations", { status: 403 });
    await open();
    await bar(/^pricing-realtime, under way( now)?, end unknown/).waitFor();
    await page.getByText(/^Under way now, the end is not known/).waitFor();
    expect(await page.locator(".timeline").getByRole("alert").count()).toBe(0);
  });

  test("passes the focus on when it disappears", async () => {
    await open();
    await bar(/^Checkout release/).focus();
    await page.evaluate(
      "history.pushState(null, '', '?view=timeline&day=2040-01-01'); dispatchEvent(new PopStateEvent('popstate'))",
    );
    await page.getByText(/^No maintenance announced from Sun 1 Jan/).waitFor();
    await page.locator(".timeline-bar:focus").waitFor();
  });

  test("opens its window by a click, also if it stands for 15 minutes of 30 days", async () => {
    await gateway.query(
      "mutation ($input: CreateDatadogMaintenanceWindowInput!) { createDatadogMaintenanceWindow(input: $input) { __typename } }",
      {
        input: {
          name: "Short",
          query: "service:short",
          startsAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
          endsAt: new Date(Date.now() + 5 * 86_400_000 + 900_000).toISOString(),
        },
      },
    );
    await open("&days=30");
    const box = await bar("Short").boundingBox();
    expect(box?.width).toBeGreaterThanOrEqual(24);
    expect(box?.height).toBeGreaterThanOrEqual(24);
    await bar("Short").click();
    await expect.poll(() => parameter("window")).toMatch(/^datadog:/);
  });
});

test("a bar looks as long as it lasts, also if its button is longer", async () => {
  await open("&days=30");
  const row = page.getByRole("listitem").filter({ hasText: "(06:00 – 14:00 UTC)" });
  await row.locator(".timeline-bar").first().waitFor();
  const [track] = await edgesOf(row.locator(".timeline-track"));
  const fills = await edgesOf(row.locator(".timeline-fill"));
  const days = Temporal.Now.plainDateISO("Europe/Berlin");
  const hours = days
    .until(days.add({ days: 30 }))
    .total({ unit: "hour", relativeTo: days.toZonedDateTime("Europe/Berlin") });
  expect(fills).toHaveLength(30);
  for (const [index, { start, length }] of fills.entries()) {
    const at = days.add({ days: index }).toZonedDateTime({ timeZone: "UTC", plainTime: "06:00" });
    const from = days.toZonedDateTime("Europe/Berlin").until(at.withTimeZone("Europe/Berlin")).total("hour");
    expect(Math.abs(start - (track?.start ?? 0) - (from / hours) * (track?.length ?? 0))).toBeLessThan(1.5);
    expect(Math.abs(length - (8 / hours) * (track?.length ?? 0))).toBeLessThan(1.5);
  }
});

describe("a row", () => {
  test.each([320, 768])(
    "is a target of at least 44 px that opens what its bars stand for (%i px)",
    async (width) => {
      const { page: phone } = await openPage(browser, { viewport: { width, height: 640 }, hasTouch: true });
      try {
        await open("&days=30", phone);
        const announced = phone.getByRole("list", { name: "Announced" });
        const target = announced.getByRole("listitem").filter({ hasText: "Checkout release" });
        const box = await target.boundingBox();
        expect(box?.height).toBeGreaterThanOrEqual(44);
        // Beside the bar, and on the title.
        for (const at of [
          { x: Math.min(width, 740) - 60, y: (box?.height ?? 0) - 10 },
          { x: 60, y: 15 },
        ]) {
          await target.click({ position: at });
          await phone.getByRole("dialog").getByRole("heading", { name: "Checkout release" }).waitFor();
          await phone.keyboard.press("Escape");
          await phone.getByRole("dialog").waitFor({ state: "detached" });
          expect(await target.locator(".timeline-bar:focus").count()).toBe(1);
        }
      } finally {
        await phone.context().close();
      }
    },
  );
});

describe("a row of daily hours", () => {
  test.each([
    ["3 Flink applications", "06:00 – 14:00", "orders-enrichment"],
    ["1 Flink application", "22:00 – 06:00", "payments-fraud"],
  ])("opens the list with the %s of %s", async (name, hours, title) => {
    await open("&zone=UTC&days=1");
    const bars = page
      .locator(".timeline-row")
      .filter({ hasText: `daily ${hours} UTC` })
      .getByRole("button", { name: `${name}, possible, ` });
    await bars.first().click();
    await row(title).waitFor();
    expect([parameter("view"), parameter("hours")]).toEqual([null, hours.slice(0, 5)]);
    const group = row(name).filter({ hasText: `daily ${hours} UTC` });
    await group.getByRole("button", { name, expanded: true }).and(page.locator(":focus")).waitFor();
    // Closed, it keeps its button and the focus.
    await page.keyboard.press("Enter");
    await row(title).waitFor({ state: "detached" });
    await group.getByRole("button", { name, expanded: false }).and(page.locator(":focus")).waitFor();
    await page.goBack();
    await bars.first().waitFor();
  });
});

describe("what is not known", () => {
  test("of a source that failed is a row, and the timeline does not look empty", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 500 });
    await open();
    await page.getByText("datadog could not be read: windows unknown").waitFor();
    await page.getByText(/^None known: no maintenance is known to be announced/).waitFor();
    expect(await page.locator(".timeline-unknown .unknown").count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("says that nothing is announced only if every source was read", async () => {
    await open("&day=2040-01-01");
    await page.getByText("No maintenance announced from Sun 1 Jan to Sat 7 Jan 2040.").waitFor();
  });

  test("stays on screen if a refresh fails, with the reason", async () => {
    await page.route(graphqlUrl, (route) =>
      operationNameOf(route.request()) === "TimelineHours"
        ? route.fulfill({ json: { errors: [{ message: "Too many requests. Try again later." }] } })
        : route.continue(),
    );
    await open();
    const alert = page.getByRole("alert").filter({ hasText: "Could not load the timeline." });
    await alert.getByText("Too many requests. Try again later.").waitFor();
    await page.getByText(/There may be more, because not all data could be read/).waitFor();
    await page.unroute(graphqlUrl);
    await page.locator(".timeline").getByRole("button", { name: "Try again" }).click();
    await page.getByRole("list", { name: "Possible, by daily hours" }).waitFor();
    expect(await alert.count()).toBe(0);
  });
});

describe("a phone", () => {
  test("shows the legend on demand, and on paper", async () => {
    const { page: phone } = await openPage(browser, { viewport: { width: 360, height: 740 } });
    try {
      await open("", phone);
      const legend = phone.getByRole("list", { name: "Legend" });
      const summary = phone.locator("summary").getByText("Legend", { exact: true });
      await summary.waitFor();
      expect(await legend.isVisible()).toBe(false);
      expect((await phone.locator(".timeline summary").boundingBox())?.height).toBeGreaterThanOrEqual(44);
      await phone.emulateMedia({ media: "print" });
      expect(await legend.getByText("Announced").isVisible()).toBe(true);
      await phone.emulateMedia({ media: "screen" });
      await summary.press("Enter");
      await legend.getByText("Announced").waitFor();
      expect(await seriousFindings(phone)).toEqual([]);
      await phone.setViewportSize({ width: 1280, height: 740 });
      await summary.waitFor({ state: "detached" });
      expect(await legend.isVisible()).toBe(true);
    } finally {
      await phone.context().close();
    }
  });

  test.each(["light", "dark"] as const)("scrolls only within the timeline (%s)", async (colorScheme) => {
    const { page: phone } = await openPage(browser, { viewport: { width: 320, height: 640 }, colorScheme });
    try {
      for (const days of [1, 7, 30]) {
        await open(`&days=${days}`, phone);
        await phone.getByRole("list", { name: "Possible, by daily hours" }).waitFor();
        expect(await phone.locator("html").evaluate(({ scrollWidth }) => scrollWidth)).toBe(320);
        const box = await phone.locator(".timeline-bar").first().boundingBox();
        expect(box?.height).toBeGreaterThanOrEqual(44);
        expect(await seriousFindings(phone)).toEqual([]);
      }
    } finally {
      await phone.context().close();
    }
  });
});

const edgesOf = (elements: Locator) =>
  elements.evaluateAll((all) =>
    all.map((element) => {
      const { left, width } = element.getBoundingClientRect();
      return { start: left, length: width };
    }),
  );
