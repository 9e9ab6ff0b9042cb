import type { Request } from "playwright-core";
import { describe, expect, test } from "vitest";
import { datadogId } from "../support/mutations.js";
import { seriousFindings } from "./browser.js";
import {
  alert,
  asked,
  dashboard,
  dialog,
  gateway,
  handleQueries,
  open,
  page,
  press,
  row,
  watched,
} from "./dashboard-page.js";

const current = () => page.getByRole("region", { name: "Maintenance now" });
const currentItem = (title: string) => current().getByRole("listitem").filter({ hasText: title });

describe("the page", () => {
  test("shows the next seven days, the verdict, the current windows and the state of each source", async () => {
    await open();
    const timeline = page.getByRole("region", { name: "Next 7 days" });
    for (const title of [
      "orders-enrichment",
      "ad-attribution",
      "Year-long migration",
      "Weekend failover test",
    ])
      expect(await timeline.getByRole("button", { name: title }).count()).toBe(1);
    // Seven occurrences, or eight if one began before midnight.
    expect(
      await timeline.locator("li", { hasText: "orders-enrichment" }).locator(".opening").count(),
    ).toBeGreaterThan(6);
    expect(await current().getByText("In maintenance. The end is not known.").count()).toBe(1);
    expect(await current().getByText("Checkout release").count()).toBe(0);
    expect(await currentItem("Orders database upgrade").textContent()).toMatch(/Announced.*until/);
    const sources = page.getByRole("region", { name: "Sources" });
    expect(await sources.getByText("Up to date").count()).toBe(3);
    expect(watched.complaints).toEqual([]);
    expect(watched.foreign).toEqual([]);
  });

  test("shows maintenance under way first and possible maintenance last, also while its window is closed", async () => {
    const { data } = await gateway.query(
      '{ maintenanceWindows(filter: { statuses: [SCHEDULED], certainties: [POSSIBLE], sources: ["aws-eu-central-1"] }, first: 1) { nodes { ... on ScheduledWindow { title } } } }',
    );
    const closed: string = data.maintenanceWindows.nodes[0].title;
    await gateway.flink.fault("*", { merge: { [closed]: { ApplicationStatus: "MAINTENANCE" } } });
    await open();
    expect(await currentItem(closed).textContent()).toBe(`${closed}Under way`);
    const labels = await current().locator("li .badge").allTextContents();
    const order = ["Under way", "Announced", "Possible"];
    expect(labels).toEqual(order.flatMap((label) => labels.filter((one) => one === label)));
    expect(labels.slice(0, 3)).toEqual(["Under way", "Under way", "Announced"]);
    expect(await row(closed).textContent()).toContain("Under way");
    const timeline = page.getByRole("region", { name: "Next 7 days" });
    const name = new RegExp(`^${closed} ?, Apache Flink, under way now, possible daily, first from`);
    expect(await timeline.getByRole("button", { name }).count()).toBe(1);
    expect(
      await timeline.getByRole("button", { name: /^Year-long migration ?, Datadog, announced from/ }).count(),
    ).toBe(1);
    const bars = (title: string) => timeline.locator("li", { hasText: title }).locator(".opening");
    for (const classes of await bars(closed).evaluateAll((all) => all.map((one) => one.className)))
      expect(classes).toContain("POSSIBLE");
    expect(await timeline.locator("li", { hasText: closed }).locator(".present.UNDERWAY").count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("says that nothing is announced or under way only while the gateway says so", async () => {
    let isClear = true;
    await handleQueries(async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      const answer = body.data?.maintenanceNow;
      if (answer !== undefined) {
        if (!isClear) return route.abort();
        const windows = answer.windows.filter((one: { certainty: string }) => one.certainty === "POSSIBLE");
        Object.assign(answer, { verdict: "CLEAR", windows, totalCount: windows.length });
      }
      return route.fulfill({ response, json: body });
    });
    await open();
    const clear = current().getByText("No maintenance announced or under way.");
    await clear.waitFor();
    expect(await current().getByText("Under way", { exact: true }).count()).toBe(0);
    isClear = false;
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await page.getByText("Could not load data from the gateway.").waitFor();
    expect(await clear.count()).toBe(0);
    expect(await current().getByText("It is not known whether there is maintenance.").count()).toBe(1);
  });

  test("shows times in the viewer's time zone, or in a chosen one", async () => {
    await open();
    const move = async () => {
      await page.getByRole("button", { name: "Move orders-enrichment" }).click();
      const text = await dialog().locator("p").first().textContent();
      await page.keyboard.press("Escape");
      return text;
    };
    expect(await move()).toMatch(/06:00 to 14:00 UTC \(0[78]:00 to 1[56]:00 Europe\/Berlin\)/);
    await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
    expect(await move()).toContain("(15:00 to 23:00 Asia/Tokyo)");
  });

  test("filters by text, source and status, and says when nothing matches", async () => {
    await open();
    await page.getByRole("searchbox").fill("orders");
    await page.getByText("2 windows", { exact: true }).waitFor();
    const feed = `${dashboard.url}calendar.ics?search=orders`;
    expect(await page.getByRole("link", { name: "Subscribe" }).getAttribute("href")).toBe(
      feed.replace("http:", "webcal:"),
    );
    expect(await (await page.request.get(feed)).text()).toContain("SUMMARY:Orders database upgrade");
    await page.getByRole("combobox", { name: "Source" }).selectOption("datadog");
    await page.getByText("1 window", { exact: true }).waitFor();
    await page.getByRole("searchbox").fill("nothing like this");
    await page.getByText("No windows match these filters.").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("14 windows").waitFor();
    await page.getByRole("combobox", { name: "Status" }).selectOption("Ended");
    await row("Network move, rack 12").waitFor();
    await page.getByText("1 window", { exact: true }).waitFor();
  });

  test("copies the URL of the calendar feed, and says so until the filters change", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await open();
    const copied = page.getByRole("status").filter({ hasText: /^Copied$/ });
    await page.getByRole("button", { name: "Copy URL" }).click();
    await copied.waitFor();
    const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
    expect(await clipboard()).toBe(`${dashboard.url}calendar.ics`);
    await page.getByRole("searchbox").fill("orders");
    await copied.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Copy URL" }).click();
    await copied.waitFor();
    expect(await clipboard()).toBe(`${dashboard.url}calendar.ics?search=orders`);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("shows the URL of the calendar feed, selected, if the browser does not let the page copy it", async () => {
    // As on a page without HTTPS.
    await page.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
    await open();
    await page.getByRole("button", { name: "Copy URL" }).click();
    await page.getByText("Copy the URL yourself:").waitFor();
    const field = page.getByRole("textbox", { name: "URL of the calendar feed" });
    expect(await field.inputValue()).toBe(`${dashboard.url}calendar.ics`);
    expect(await page.evaluate<string>("getSelection().toString()")).toBe(`${dashboard.url}calendar.ics`);
    expect(await seriousFindings(page)).toEqual([]);
    expect(watched.complaints).toEqual([]);
  });

  test("shows that it is loading, and reports a gateway that does not respond", async () => {
    let answer = (_isAnswered: boolean): void => {};
    const decided = new Promise<boolean>((resolve) => {
      answer = resolve;
    });
    await handleQueries(async (route) => ((await decided) ? route.continue() : route.abort()));
    await page.goto(dashboard.url);
    await page.getByLabel("Loading windows").waitFor();
    answer(false);
    await page.getByText("Could not load data from the gateway.").waitFor();
    await page.unroute("**/graphql");
    await page.getByRole("button", { name: "Try again" }).click();
    await row("payments-fraud").waitFor();
    await page.getByText("Could not load data from the gateway.").waitFor({ state: "detached" });
  });

  test("shows no change buttons for a read-only source", async () => {
    await handleQueries(async (route) => {
      const response = await route.fetch();
      const readOnly = (await response.text()).replaceAll(/"(create|update)":true/g, '"$1":false');
      return route.fulfill({ response, body: readOnly });
    });
    await open();
    expect(await page.getByRole("button", { name: /^(?:Move|Extend|End) / }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "New Datadog window" }).isDisabled()).toBe(true);
    await page.getByRole("region", { name: "Next 7 days" }).getByText("payments-fraud").click();
    await dialog().getByText("arn:aws:kinesisanalytics").waitFor();
    expect(await dialog().getByRole("button").allTextContents()).toEqual(["Close"]);
  });

  test("marks cached windows as stale if their source cannot be read", async () => {
    await handleQueries(async (route) => {
      const response = await route.fetch();
      const stale = (await response.text()).replaceAll(/"state":"OK"/g, '"state":"STALE"');
      return route.fulfill({ response, body: stale });
    });
    await open();
    await page.getByText(/^datadog could not be refreshed\. Showing its windows as of \d\d:\d\d\./).waitFor();
    expect(await page.getByRole("region", { name: "Sources" }).getByText("Stale").count()).toBe(3);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("names the windows that could not be read, and shows the others", async () => {
    const uuid = datadogId(2).split(":")[2] ?? "";
    await gateway.datadog.fault("ListMaintenanceWindows", {
      merge: { [uuid]: { attributes: { name: null } } },
    });
    await open();
    await page.getByText("datadog 1 window could not be read and is not shown.").waitFor();
    await page.getByText(datadogId(2)).waitFor();
    expect(await page.getByRole("region", { name: "Sources" }).getByText("Incomplete").count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
    await gateway.datadog.clearFaults();
  });

  test("says that it is unknown whether there is maintenance, and why, if sources failed", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    await gateway.flink.fault("ListApplications", { status: 503 });
    await page.goto(dashboard.url);
    await current().getByText("It is not known whether there is maintenance.").waitFor();
    for (const id of ["datadog", "aws-eu-central-1", "aws-us-east-1"])
      expect(await current().getByText(`The source ${id} could not be read.`).count()).toBe(1);
    expect(await page.getByText("No maintenance").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("names a failed source, and still shows the others", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    await open();
    await page.getByText("datadog could not be read. Its windows are not shown.").waitFor();
    expect(await page.getByRole("region", { name: "Sources" }).getByText("Failed").count()).toBe(1);
    expect(await row("Year-long migration").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await gateway.datadog.clearFaults();
    await page.reload();
    await row("Year-long migration").waitFor();
    expect(await page.getByText("could not be read").count()).toBe(0);
  });
});

describe("refreshing", () => {
  test("sends one query for text typed in the search field", async () => {
    await page.clock.install();
    await open();
    const operations = asked();
    await page.clock.pauseAt(Date.now() + 1_000);
    await page.getByRole("searchbox").pressSequentially("orders");
    await page.clock.resume();
    await page.getByText("2 windows", { exact: true }).waitFor();
    expect(operations).toEqual(["Windows"]);
  });

  test("sends one query for a new filter and reports the failure while the gateway is down", async () => {
    await open();
    await page.route("**/graphql", (route) => route.abort());
    const operations = asked();
    await page.getByRole("combobox", { name: "Status" }).selectOption("Ended");
    await page.getByText("Could not load data from the gateway.").waitFor();
    expect(operations).toEqual(["Windows"]);
  });

  test("announces a failure once while it lasts, and retries after ten seconds", async () => {
    await page.clock.install();
    await open();
    await page.route("**/graphql", (route) => route.abort());
    const operations = asked();
    await page.getByRole("combobox", { name: "Status" }).selectOption("Ended");
    await page.clock.runFor(1_000);
    const alert = page.getByRole("alert");
    await alert.getByText("Could not load data from the gateway.").waitFor();
    await alert.evaluate((element) => element.setAttribute("data-seen", ""));
    await page.getByRole("button", { name: "Try again" }).focus();
    const before = operations.length;
    await page.clock.runFor(10_500);
    await expect.poll(() => operations.length).toBeGreaterThan(before);
    await expect.poll(() => page.getByRole("button", { name: "Try again" }).count()).toBe(1);
    expect(await alert.getAttribute("data-seen")).toBe("");
    expect(await page.locator(":focus").textContent()).toBe("Try again");
  });

  test("times out on a gateway that hangs, and can retry", async () => {
    await page.addInitScript(
      "AbortSignal.timeout = (ms) => { const c = new AbortController(); setTimeout(() => c.abort(new Error('signal timed out')), ms / 30); return c.signal; }",
    );
    await open();
    await page.route("**/graphql", () => {});
    await page.getByRole("combobox", { name: "Status" }).selectOption("Ended");
    await page.getByText("Could not load data from the gateway.").waitFor();
    await page.unroute("**/graphql");
    await page.getByRole("button", { name: "Try again" }).click();
    await row("Network move, rack 12").waitFor();
  });

  test("reports that the gateway rejected an unauthenticated caller", async () => {
    const refusal = {
      errors: [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }],
    };
    await page.route("**/graphql", (route) => route.fulfill({ status: 401, json: refusal }));
    await page.goto(dashboard.url);
    await page.getByText("The gateway rejected the request.").waitFor();
  });

  test("refreshes every minute even without changes, and when the user returns", async () => {
    await page.clock.install();
    await handleQueries((route) => route.continue());
    await open();
    const operations = asked();
    const unanswered = new Set<Request>();
    page.on("request", (request) => unanswered.add(request));
    page.on("requestfinished", (request) => unanswered.delete(request));
    page.on("requestfailed", (request) => unanswered.delete(request));
    // A refresh sends two operations: the overview and the windows. Time passes in small steps,
    // because the page starts its next timer only when both responses have arrived.
    for (const refreshes of [1, 2, 3]) {
      let waitedMs = 0;
      const letTimePass = async () => {
        if (operations.length < refreshes * 2) {
          await page.clock.runFor(5_000);
          waitedMs += 5_000;
        }
        return operations.length;
      };
      await expect.poll(letTimePass, { timeout: 20_000, interval: 100 }).toBe(refreshes * 2);
      expect(waitedMs).toBeGreaterThan(50_000);
    }
    // A background refresh is not announced to screen readers.
    expect(await page.getByText("Loading…").count()).toBe(0);
    // Apollo Client sends no second request while the same one is in progress, so the page must first have read both
    // responses. It has read them when it has read the response to a later request.
    await expect.poll(() => unanswered.size).toBe(0);
    await page.evaluate("fetch('/').then((response) => response.text())");
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await expect.poll(() => operations.length).toBe(8);
  });

  test("shows more windows on request, and keeps the focus", async () => {
    await gateway.datadog.seed({ windows: 60 });
    await open();
    const timeline = page.getByRole("region", { name: "Next 7 days" });
    await timeline.getByText("First 50 of 74 windows").waitFor();
    await page.getByRole("button", { name: "Show more" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("74 windows", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);
    expect(await page.locator(":focus").textContent()).toBe("Windows");
    // A new filter loads the first page with one query.
    const operations = asked();
    await page.getByRole("combobox", { name: "Provider" }).selectOption("Datadog");
    await page.getByText("50 of 64 windows", { exact: true }).waitFor();
    expect(operations).toEqual(["Windows"]);
  });
});

describe("keyboard and screen reader users", () => {
  test("open a window from the timeline with the keyboard, and closing it restores the focus", async () => {
    await open();
    const name = /^orders-enrichment ?, Apache Flink, possible daily, first from/;
    const opening = page.getByRole("button", { name });
    await opening.focus();
    await page.keyboard.press("Enter");
    await dialog().getByRole("heading", { name: "orders-enrichment" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    expect(await opening.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  test("reach every control of a form in order", async () => {
    await open();
    await page.getByRole("button", { name: "New Datadog window" }).click();
    const names: (string | null)[] = [];
    for (const _ of Array(2)) {
      names.push(await page.locator(":focus").getAttribute("name"));
      await page.keyboard.press("Tab");
    }
    expect(names).toEqual(["name", "query"]);
    await page.keyboard.press("Escape");
  });

  test.each(["light", "dark"] as const)(
    "encounter no serious accessibility violations (%s)",
    async (colorScheme) => {
      await page.emulateMedia({ colorScheme });
      await open();
      expect(await seriousFindings(page)).toEqual([]);
      await page.getByRole("button", { name: "New Datadog window" }).click();
      await press("Preview");
      await alert().waitFor();
      expect(await seriousFindings(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Move payments-fraud" }).click();
      await press("Preview");
      await dialog().getByRole("status").waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    },
  );

  test("find every control inside its form", async () => {
    await open();
    await page.getByRole("button", { name: "New Datadog window" }).click();
    const right = async (selector: string) =>
      dialog()
        .locator(selector)
        .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().right));
    const [edge = 0] = await right("form");
    expect((await right("input, button")).filter((place) => place > edge)).toEqual([]);
  });

  test("see the whole page on a small screen without horizontal scrolling", async () => {
    await page.setViewportSize({ width: 360, height: 720 });
    await open();
    const { scrollWidth, clientWidth } = await page
      .locator("html")
      .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
    expect(scrollWidth).toBe(clientWidth);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
