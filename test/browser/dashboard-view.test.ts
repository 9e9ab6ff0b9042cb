import { describe, expect, test } from "vitest";
import { seriousFindings } from "./browser.js";
import { alert, dashboard, dialog, gateway, open, page, press, row, watched } from "./dashboard-page.js";

describe("what is shown", () => {
  test("the next seven days of every provider, what is open now, and each source's health", async () => {
    await open();
    const timeline = page.getByRole("region", { name: "The next 7 days" });
    for (const title of [
      "orders-enrichment",
      "ad-attribution",
      "Year-long migration",
      "Weekend failover test",
    ])
      expect(await timeline.getByRole("button", { name: title }).count()).toBe(1);
    // Seven openings, or eight where one has begun before midnight.
    expect(
      await timeline.locator("li", { hasText: "orders-enrichment" }).locator(".opening").count(),
    ).toBeGreaterThan(6);
    const openNow = page.getByRole("region", { name: "Open now" });
    expect(await openNow.getByText("Orders database upgrade").count()).toBe(1);
    expect(await openNow.getByText("Checkout release").count()).toBe(0);
    const sources = page.getByRole("region", { name: "Sources" });
    expect(await sources.getByText("up to date").count()).toBe(3);
    expect(watched.complaints).toEqual([]);
    expect(watched.foreign).toEqual([]);
  });

  test("times are those of the viewer's zone, and of another if it is chosen", async () => {
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

  test("the list is filtered by text, source and status, and says so where nothing is left", async () => {
    await open();
    await page.getByRole("searchbox").fill("orders");
    await page.getByText("2 windows", { exact: true }).waitFor();
    const feed = await page.getByRole("link", { name: "Calendar feed" }).getAttribute("href");
    expect(feed).toBe("/calendar.ics?search=orders");
    expect(await (await page.request.get(`${dashboard.url}${feed?.slice(1)}`)).text()).toContain(
      "SUMMARY:Orders database upgrade",
    );
    await page.getByRole("combobox", { name: "Source" }).selectOption("datadog");
    await page.getByText("1 window", { exact: true }).waitFor();
    await page.getByRole("searchbox").fill("nothing like this");
    await page.getByText("No window is like this.").waitFor();
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByText("14 windows").waitFor();
    await page.getByRole("combobox", { name: "Status" }).selectOption("Ended");
    await row("Network move, rack 12").waitFor();
    await page.getByText("1 window", { exact: true }).waitFor();
  });

  test("something is seen while it loads, and where the gateway does not answer", async () => {
    let answer = (_isAnswered: boolean): void => {};
    const decided = new Promise<boolean>((resolve) => {
      answer = resolve;
    });
    await page.route("**/graphql", async (route) => ((await decided) ? route.continue() : route.abort()));
    await page.goto(dashboard.url);
    await page.getByLabel("The windows are loading").waitFor();
    answer(false);
    await page.getByText("The gateway does not answer.").waitFor();
    await page.unroute("**/graphql");
    await page.getByRole("button", { name: "Try again" }).click();
    await row("payments-fraud").waitFor();
    await page.getByText("The gateway does not answer.").waitFor({ state: "detached" });
  });

  test("a source that may only be read has no buttons", async () => {
    await page.route("**/graphql", async (route) => {
      const response = await route.fetch();
      const readOnly = (await response.text()).replaceAll(/"(create|update)":true/g, '"$1":false');
      return route.fulfill({ response, body: readOnly });
    });
    await open();
    expect(await page.getByRole("button", { name: /^(?:Move|Extend|End) / }).count()).toBe(0);
    expect(await page.getByRole("button", { name: "New Datadog window" }).isDisabled()).toBe(true);
    await page.getByRole("region", { name: "The next 7 days" }).getByText("payments-fraud").click();
    await dialog().getByText("arn:aws:kinesisanalytics").waitFor();
    expect(await dialog().getByRole("button").allTextContents()).toEqual(["Close"]);
  });

  test("what is remembered of a source that cannot be read is shown as old", async () => {
    await page.route("**/graphql", async (route) => {
      const response = await route.fetch();
      const stale = (await response.text()).replaceAll(/"state":"OK"/g, '"state":"STALE"');
      return route.fulfill({ response, body: stale });
    });
    await open();
    await page
      .getByText(/^datadog could not be read again: its windows are shown as they were at \d\d:\d\d\./)
      .waitFor();
    expect(await page.getByRole("region", { name: "Sources" }).getByText("stale").count()).toBe(3);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("nobody is told that nothing is in maintenance where that is not known", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    await gateway.flink.fault("ListApplications", { status: 503 });
    await page.goto(dashboard.url);
    await page.getByText("Nothing that can be seen is in maintenance.").waitFor();
  });

  test("a source that fails is named, and takes nothing from the others", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    await open();
    await page.getByText("datadog could not be read: its windows are missing here.").waitFor();
    expect(await page.getByRole("region", { name: "Sources" }).getByText("failed").count()).toBe(1);
    expect(await row("Year-long migration").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await gateway.datadog.clearFaults();
    await page.reload();
    await row("Year-long migration").waitFor();
    expect(await page.getByText("could not be read").count()).toBe(0);
  });
});

describe("asking", () => {
  /** The operations that the page sends from now on. */
  const asked = () => {
    const operations: string[] = [];
    page.on("request", (request) => {
      const { operationName } = request.postDataJSON() ?? {};
      if (request.url().endsWith("/graphql")) operations.push(operationName);
    });
    return operations;
  };

  test("what is typed is asked for once", async () => {
    await open();
    const operations = asked();
    await page.getByRole("searchbox").pressSequentially("orders", { delay: 20 });
    await page.getByText("2 windows", { exact: true }).waitFor();
    expect(operations).toEqual(["Windows"]);
  });

  test("a filter while the gateway does not answer is asked for once, and the failure is told", async () => {
    await open();
    await page.route("**/graphql", (route) => route.abort());
    const operations = asked();
    await page.getByRole("combobox", { name: "Status" }).selectOption("Ended");
    await page.getByText("The gateway does not answer.").waitFor();
    expect(operations).toEqual(["Windows"]);
  });

  test("a failure is told once, for as long as it lasts, and tried again ten seconds later", async () => {
    await page.clock.install();
    await open();
    await page.route("**/graphql", (route) => route.abort());
    const operations = asked();
    await page.getByRole("combobox", { name: "Status" }).selectOption("Ended");
    await page.clock.runFor(1_000);
    const alert = page.getByRole("alert");
    await alert.getByText("The gateway does not answer.").waitFor();
    await alert.evaluate((element) => element.setAttribute("data-seen", ""));
    await page.getByRole("button", { name: "Try again" }).focus();
    const before = operations.length;
    await page.clock.runFor(10_500);
    await expect.poll(() => operations.length).toBeGreaterThan(before);
    await expect.poll(() => page.getByRole("button", { name: "Try again" }).count()).toBe(1);
    expect(await alert.getAttribute("data-seen")).toBe("");
    expect(await page.locator(":focus").textContent()).toBe("Try again");
  });

  test("a gateway that hangs is given up, and asked again", async () => {
    await page.addInitScript(
      "AbortSignal.timeout = (ms) => { const c = new AbortController(); setTimeout(() => c.abort(new Error('signal timed out')), ms / 30); return c.signal; }",
    );
    await open();
    await page.route("**/graphql", () => {});
    await page.getByRole("combobox", { name: "Status" }).selectOption("Ended");
    await page.getByText("The gateway does not answer.").waitFor();
    await page.unroute("**/graphql");
    await page.getByRole("button", { name: "Try again" }).click();
    await row("Network move, rack 12").waitFor();
  });

  test("who is not let in is told so", async () => {
    const refusal = {
      errors: [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }],
    };
    await page.route("**/graphql", (route) => route.fulfill({ status: 401, json: refusal }));
    await page.goto(dashboard.url);
    await page.getByText("The gateway refuses this.").waitFor();
  });

  test("it is asked again each minute, also where nothing has changed, and when somebody comes back", async () => {
    await page.clock.install();
    await open();
    const operations = asked();
    let passedMs = 0;
    const letTimePass = async () => {
      await page.clock.runFor(10_000);
      passedMs += 10_000;
      return operations.length;
    };
    await expect.poll(letTimePass, { timeout: 20_000, interval: 100 }).toBe(6);
    // The overview and the windows, three times.
    expect(passedMs).toBeGreaterThan(170_000);
    // The speech of a screen reader is not for what nobody has asked for.
    expect(await page.getByText("Looking …").count()).toBe(0);
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    await expect.poll(() => operations.length).toBe(8);
  });

  test("more are shown at a press, which keeps the focus", async () => {
    await gateway.datadog.seed({ windows: 60 });
    await open();
    const timeline = page.getByRole("region", { name: "The next 7 days" });
    await timeline.getByText("the first 50 of 74 windows").waitFor();
    await page.getByRole("button", { name: "Show more" }).focus();
    await page.keyboard.press("Enter");
    await page.getByText("74 windows", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);
    expect(await page.locator(":focus").textContent()).toBe("Windows");
    // Another filter begins with the first page, and is asked for once.
    const operations = asked();
    await page.getByRole("combobox", { name: "Provider" }).selectOption("Datadog");
    await page.getByText("50 of 64 windows", { exact: true }).waitFor();
    expect(operations).toEqual(["Windows"]);
  });
});

describe("who has no mouse, or does not see", () => {
  test("opens a window from the timeline with the keyboard, and gets the focus back", async () => {
    await open();
    const name = /^orders-enrichment ?, Apache Flink, every day, first/;
    const opening = page.getByRole("button", { name });
    await opening.focus();
    await page.keyboard.press("Enter");
    await dialog().getByRole("heading", { name: "orders-enrichment" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    expect(await opening.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  test("reaches every control of a form in its order", async () => {
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
    "finds nothing in its way that axe knows of (%s)",
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

  test("finds every control within its form", async () => {
    await open();
    await page.getByRole("button", { name: "New Datadog window" }).click();
    const right = async (selector: string) =>
      dialog()
        .locator(selector)
        .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().right));
    const [edge = 0] = await right("form");
    expect((await right("input, button")).filter((place) => place > edge)).toEqual([]);
  });

  test("sees all of it on a small screen", async () => {
    await page.setViewportSize({ width: 360, height: 720 });
    await open();
    const { scrollWidth, clientWidth } = await page
      .locator("html")
      .evaluate(({ scrollWidth, clientWidth }) => ({ scrollWidth, clientWidth }));
    expect(scrollWidth).toBe(clientWidth);
    expect(await seriousFindings(page)).toEqual([]);
  });
});
