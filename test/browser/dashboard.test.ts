import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, datadogId, mutate } from "../support/mutations.js";
import type { WatchedPage } from "./browser.js";
import { openPage, seriousFindings, startBrowser } from "./browser.js";
import type { Dashboard } from "./dashboard.js";
import { startDashboard } from "./dashboard.js";

let browser: Browser;
let gateway: TestGateway;
let dashboard: Dashboard;
beforeAll(async () => {
  browser = await startBrowser();
  gateway = await startTestGateway({}, () => new Date());
  dashboard = await startDashboard(gateway.address);
});
afterAll(async () => {
  await browser?.close();
  await dashboard?.stop();
  await gateway?.stop();
});

let watched: WatchedPage;
let page: Page;
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
  watched = await openPage(browser);
  page = watched.page;
  return () => page.context().close();
});

const row = (title: string) => page.getByRole("row", { name: title });
const dialog = () => page.getByRole("dialog");
const press = (name: string) => dialog().getByRole("button", { name, exact: true }).click();
const alert = () => dialog().getByRole("alert");

/** The gateway gets the next of these, and its answer gets lost. */
async function loseAnswerOf(field: string): Promise<void> {
  let isFirst = true;
  await page.route("**/graphql", async (route) => {
    if (!route.request().postData()?.includes(field) || !isFirst) return route.continue();
    isFirst = false;
    await route.fetch();
    return route.abort();
  });
}

async function open(): Promise<void> {
  await page.goto(dashboard.url);
  await row("payments-fraud").waitFor();
}

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
  });
});

describe("moving a Flink window", () => {
  const startMoving = async () => {
    await open();
    await page.getByRole("button", { name: "Move orders-enrichment" }).click();
    await dialog().getByLabel("Opens at (UTC)").fill("22:30");
  };

  test("a preview sends nothing to AWS and changes nothing on the page", async () => {
    await startMoving();
    await press("Preview");
    await dialog().getByText("A preview: nothing is changed yet.").waitFor();
    expect(await dialog().getByRole("status").textContent()).toContain("from 22:30 to 06:30 UTC");
    expect(await row("orders-enrichment").textContent()).toContain("06:00 to 14:00 UTC");
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toEqual([]);
    expect(await dialog().getByRole("listitem").textContent()).toMatch(/^The new window counts from/);
    // What is not what was previewed is not shown as such.
    await dialog().getByLabel("Opens at (UTC)").fill("05:00");
    expect(await dialog().getByText("A preview").count()).toBe(0);
  });

  test("it is sent once, and the whole page shows it", async () => {
    await startMoving();
    await press("Move");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toHaveLength(1);
    await press("Close");
    await row("orders-enrichment").getByText("22:30 to 06:30 UTC").waitFor();
  });

  test("a conflict shows the window as it is now, and goes on from there", async () => {
    await startMoving();
    await mutate(gateway, "updateFlinkMaintenanceWindow", {
      id: arnOf("orders-enrichment"),
      startTime: "03:00",
    });
    await press("Move");
    await alert().getByText("Somebody has changed the window since you opened it.").waitFor();
    expect(await alert().textContent()).toContain("from 03:00 to 11:00 UTC");
    expect(await seriousFindings(page)).toEqual([]);
    await press("Go on from there");
    expect(await alert().count()).toBe(0);
    expect(
      await dialog()
        .getByLabel("Opens at (UTC)")
        .evaluate((element) => element.matches(":focus")),
    ).toBe(true);
    expect(await dialog().getByLabel("Opens at (UTC)").inputValue()).toBe("22:30");
    await press("Move");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.flink.sent("UpdateApplicationMaintenanceConfiguration")).toHaveLength(2);
  });

  test("an application that cannot be changed now says why", async () => {
    await open();
    await page.getByRole("button", { name: "Move clickstream-sessions" }).click();
    await dialog().getByLabel("Opens at (UTC)").fill("22:30");
    await press("Preview");
    await alert().getByText("Its state does not allow this now.").waitFor();
  });
});

describe("a Datadog window", () => {
  const startCreating = async () => {
    await open();
    await page.getByRole("button", { name: "New Datadog window" }).click();
  };

  test("is refused field by field, and made when all is mended", async () => {
    await startCreating();
    await dialog().getByLabel("Cases").fill("*");
    await press("Create");
    await dialog().getByText("This is about every case").waitFor();
    const name = dialog().getByLabel("Name");
    await alert().getByText("2 things have to be mended.").waitFor();
    expect(await name.getAttribute("aria-invalid")).toBe("true");
    expect(await name.evaluate((element) => element.matches(":focus"))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await name.fill("Release 42");
    await dialog().getByLabel("It is about every case").check();
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await row("Release 42").waitFor();
    const [sent] = await gateway.datadog.sent("CreateMaintenanceWindow");
    expect(sent).toMatchObject({ data: { attributes: { name: "Release 42", query: "*" } } });
  });

  test("is made once, though the form is sent twice because no answer came", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 43");
    await dialog().getByLabel("Cases").fill("service:checkout");
    await loseAnswerOf("createDatadogMaintenanceWindow");
    await press("Create");
    await alert().getByText("It is not known whether this was done.").waitFor();
    expect(await alert().textContent()).toContain("Sending this form again cannot make a second window.");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(1);
  });

  test("is not left before it is known what came of it", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 44");
    await dialog().getByLabel("Cases").fill("service:checkout");
    await gateway.datadog.fault("CreateMaintenanceWindow", { latencyMs: 1_500 }, 1);
    await press("Create");
    await dialog().getByText("Sending …").waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    expect(
      await dialog()
        .getByRole("button", { name: "Sending …" })
        .evaluate((element) => element.matches(":focus")),
    ).toBe(true);
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(1);
  });

  test("that may have been made with other values is made anew only if that is meant", async () => {
    await startCreating();
    await dialog().getByLabel("Name").fill("Release 45");
    await dialog().getByLabel("Cases").fill("service:checkout");
    await loseAnswerOf("createDatadogMaintenanceWindow");
    await press("Create");
    await alert().getByText("It is not known whether this was done.").waitFor();
    await dialog().getByLabel("Name").fill("Release 46");
    await press("Create");
    await alert().getByText("This form was sent before with other values").waitFor();
    await press("It is another window");
    await press("Create");
    await dialog().getByText("Done.").waitFor();
    expect(await gateway.datadog.sent("CreateMaintenanceWindow")).toHaveLength(2);
  });

  test("whose change is refused before it is made is not said to be in doubt", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    const refusal = {
      errors: [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }],
    };
    await page.route("**/graphql", (route) => route.fulfill({ status: 401, json: refusal }));
    await press("Extend");
    await alert().getByText("Not made.").waitFor();
  });

  test("that is throttled says when to come again", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await gateway.datadog.fault("UpdateMaintenanceWindow", {
      status: 429,
      headers: { "x-ratelimit-reset": "27" },
    });
    await press("Extend");
    await alert()
      .getByText(/Try again in \d+ seconds\./)
      .waitFor();
  });

  test("is not extended twice, though its first extension was not seen to be made", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await loseAnswerOf("extendDatadogMaintenanceWindow");
    await press("Extend");
    await alert().getByText("It is not known whether this was done.").waitFor();
    await press("Extend");
    await alert().getByText("Somebody has changed the window since you opened it.").waitFor();
    expect(await gateway.datadog.sent("UpdateMaintenanceWindow")).toHaveLength(1);
  });

  test("is extended and ended, and the list shows it", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await dialog().getByLabel("By how much").selectOption("7 days");
    await press("Extend");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await page.getByRole("button", { name: "End Orders database upgrade", exact: true }).click();
    await press("End now");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
    await row("Orders database upgrade").waitFor({ state: "detached" });
    // What had the focus is gone: it is not lost for that.
    expect(await page.locator(":focus").count()).toBe(1);
    expect(await gateway.datadog.sent("UpdateMaintenanceWindow")).toHaveLength(2);
  });

  test("of whose change nobody knows whether it was made, that is said, and looked at again", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await gateway.datadog.fault("UpdateMaintenanceWindow", { status: 500 });
    await press("Extend");
    await alert().getByText("It is not known whether this was done.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const lists = (await gateway.datadog.counts()).ListMaintenanceWindows ?? 0;
    await press("Look again");
    await expect
      .poll(async () => (await gateway.datadog.counts()).ListMaintenanceWindows, { timeout: 10_000 })
      .toBeGreaterThan(lists);
  });

  test("whose change fails in a way that the page does not know is told what the gateway says", async () => {
    await open();
    await page.getByRole("button", { name: "Extend Orders database upgrade" }).click();
    await page.route("**/graphql", async (route) => {
      if (!route.request().postData()?.includes("extendDatadogMaintenanceWindow")) return route.continue();
      const result = {
        __typename: "QuotaError",
        code: "RESOURCE_EXHAUSTED",
        message: "No more windows this month.",
        retryable: false,
        requestId: null,
      };
      return route.fulfill({ json: { data: { result } } });
    });
    await press("Extend");
    await alert().getByText("Not made. No more windows this month.").waitFor();
  });

  test("that somebody has deleted is told to be gone", async () => {
    await open();
    await page.getByRole("button", { name: "End Orders database upgrade", exact: true }).click();
    await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: datadogId(2) });
    await press("End now");
    await alert().getByText("Not made.").waitFor();
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
