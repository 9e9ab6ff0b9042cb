import { describe, expect, test } from "vitest";
import { datadogId } from "../support/mutations.js";
import { seriousFindings } from "./browser.js";
import {
  dashboard,
  dialog,
  gateway,
  graphqlUrl,
  handleQueries,
  open,
  operationNameOf,
  page,
  row,
  section,
  verdict,
  watched,
} from "./dashboard-page.js";

const status = () => page.getByRole("combobox", { name: "Status" });
const group = (hours: string) => row(hours).filter({ hasText: "Flink applications" });

describe("the page", () => {
  test("shows the verdict, then what happens now, what is announced, and what is possible", async () => {
    await open();
    expect(await verdict().textContent()).toContain("In maintenance, the end is not known");
    expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
      "Now 3",
      "Coming up 2",
      "Possible 9",
    ]);
    const now = await section("Now").getByRole("row").allTextContents();
    expect(now[1]).toMatch(/^pricing-realtime.*Under way.*end not known/);
    expect(now[2]).toMatch(/^Orders database upgrade.*Open nowuntil .*\d\d:\d\d in\s/);
    expect(now[3]).toMatch(/^Year-long migration.*Open nowuntil/);
    expect(await section("Coming up").getByRole("row").nth(1).textContent()).toMatch(/^Checkout release/);
    expect(watched.complaints).toEqual([]);
    expect(watched.foreign).toEqual([]);
  });

  test("folds Flink applications with the same hours into a row that opens", async () => {
    await open();
    expect(await row("orders-enrichment").count()).toBe(0);
    const hours = group("06:00 – 14:00 UTC");
    expect(await hours.textContent()).toMatch(
      /^▸? ?3 Flink applications ?daily 0[78]:00\s–\s1[56]:00 \(06:00\s–\s14:00\sUTC\)/,
    );
    await hours.getByRole("button", { name: "3 Flink applications" }).click();
    await row("orders-enrichment").waitFor();
    await hours.getByRole("button", { name: "3 Flink applications" }).click();
    await row("orders-enrichment").waitFor({ state: "detached" });
    // Selecting a closed group opens it, so that the user sees what is selected.
    await hours.getByRole("checkbox", { name: "Select these 3 applications" }).click();
    await page.getByLabel("Select orders-enrichment").waitFor();
    await page.getByText("3 selected").waitFor();
    await hours.getByRole("checkbox").uncheck();
    await page.getByText("3 selected").waitFor({ state: "detached" });
    // An application whose hours no other has needs no group.
    expect(await section("Possible").getByRole("row").filter({ hasText: "inventory-sync" }).count()).toBe(1);
  });

  test("shows maintenance under way first, also while its window is closed", async () => {
    const { data } = await gateway.query(
      '{ maintenanceWindows(filter: { statuses: [SCHEDULED], certainties: [POSSIBLE], sources: ["aws-eu-central-1"] }, first: 1) { nodes { ... on ScheduledWindow { title } } } }',
    );
    const closed: string = data.maintenanceWindows.nodes[0].title;
    await gateway.flink.fault("*", { merge: { [closed]: { ApplicationStatus: "MAINTENANCE" } } });
    await open();
    const now = await section("Now").getByRole("row").allTextContents();
    expect(now.slice(1, 3).sort().join()).toContain(closed);
    expect(now[1]).toContain("Under way");
    expect(now[2]).toContain("Under way");
    expect(now[3]).toContain("Open now");
  });

  test("names the status of what has started, and the certainty of what has not", async () => {
    await open({ status: "ALL" });
    const badges = (title: string) => row(title).locator(".badge").allTextContents();
    expect(await badges("pricing-realtime")).toEqual(["Under way"]);
    expect(await badges("Orders database upgrade")).toEqual(["Open now"]);
    expect(await badges("Checkout release")).toEqual(["Announced"]);
    expect(await badges("inventory-sync")).toEqual(["Possible"]);
    expect(await badges("Network move, rack 12")).toEqual(["Ended"]);
    for (const [title, expected] of [
      ["Orders database upgrade", ["Open now"]],
      ["Checkout release", ["Scheduled", "Announced"]],
      ["Network move, rack 12", ["Ended"]],
    ] as const) {
      await row(title).getByRole("button", { name: title, exact: true }).click();
      await dialog().getByText("Overlaps").waitFor();
      expect(await dialog().locator(".badge").allTextContents()).toEqual(expected);
      await page.keyboard.press("Escape");
      await dialog().waitFor({ state: "detached" });
    }
  });

  test("says how many windows each source and status has, whatever is chosen", async () => {
    await open();
    const sources = page.getByRole("list", { name: "Sources" });
    const { data } = await gateway.query(
      "{ maintenanceWindows(filter: { statuses: [ACTIVE, SCHEDULED] }, first: 0) { counts { bySource { count source { id } } } } all: maintenanceWindows(first: 0) { counts { byStatus { status count } } } }",
    );
    const expected = data.maintenanceWindows.counts.bySource.map(
      ({ count, source }: { count: number; source: { id: string } }) =>
        `${source.id}${count}windows, Up to date`,
    );
    expect((await sources.getByRole("button").allTextContents()).toSorted()).toEqual(expected.toSorted());
    await sources.getByRole("button", { name: /^datadog/ }).click();
    await row("pricing-realtime").waitFor({ state: "detached" });
    expect((await sources.getByRole("button").allTextContents()).toSorted()).toEqual(expected.toSorted());
    const options = await status().getByRole("option").allTextContents();
    const datadog = await gateway.query(
      '{ maintenanceWindows(filter: { sources: ["datadog"] }, first: 0) { counts { byStatus { count } } } }',
    );
    const [active, scheduled, ended] = datadog.data.maintenanceWindows.counts.byStatus.map(
      ({ count }: { count: number }) => count,
    );
    expect(options).toEqual([
      `Not ended (${active + scheduled})`,
      `Open now (${active})`,
      `Scheduled (${scheduled})`,
      `Ended (${ended})`,
      `All (${active + scheduled + ended})`,
    ]);
  });

  test("filters by text, provider and status, and says when nothing matches", async () => {
    await open();
    await page.getByRole("searchbox").fill("orders");
    await row("Year-long migration").waitFor({ state: "detached" });
    await row("Orders database upgrade").waitFor();
    // The verdict is that of the filter.
    await verdict().getByText("In maintenance until").waitFor();
    await verdict().getByText("· only 2 filtered windows").waitFor();
    await page.getByRole("searchbox").fill("nothing like this");
    await page
      .getByText(
        "No window matches these filters. Search looks for all words in titles, applications and queries. Put a phrase in quotes.",
        { exact: true },
      )
      .waitFor();
    // What matches nothing must not look clear.
    await verdict().getByText("Nothing to check").waitFor();
    expect(await verdict().getByText("Clear").count()).toBe(0);
    await page.getByRole("searchbox").fill('"database orders"');
    await verdict().getByText("Nothing to check").waitFor();
    await page.getByRole("searchbox").fill('"orders database" service');
    await row("Orders database upgrade").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).first().click();
    await status().selectOption("ENDED");
    await row("Network move, rack 12").waitFor();
    expect(await row("Network move, rack 12").textContent()).toContain("ended");
    await status().selectOption("ALL");
    await row("pricing-realtime").waitFor();
    expect(await section("Ended").getByRole("row").count()).toBe(2);
    const provider = page.getByRole("combobox", { name: "Provider" });
    await provider.selectOption("Datadog");
    await row("pricing-realtime").waitFor({ state: "detached" });
    // The other choices stay.
    await provider.selectOption("Apache Flink");
    await row("pricing-realtime").waitFor();
  });

  test("shows no row of an earlier filter as one of the new filter", async () => {
    await open();
    await row("Orders database upgrade").waitFor();
    const held = { Summary: Promise.withResolvers<void>(), Windows: Promise.withResolvers<void>() };
    await page.route(graphqlUrl, async (route) => {
      const name = operationNameOf(route.request());
      if (name === "Summary" || name === "Windows") await held[name].promise;
      await route.continue();
    });
    await page.getByRole("searchbox").fill("checkout");
    const earlier = page.locator(".sections[inert][aria-busy=true]");
    await earlier.getByText("Orders database upgrade").waitFor();
    await verdict().getByText("Checking…").waitFor();
    held.Summary.resolve();
    await earlier.waitFor({ state: "detached" });
    await verdict().getByText("· only 1 filtered window").waitFor();
    expect(await page.locator("tbody").getByRole("row").count()).toBe(1);
    expect(await page.locator("tbody .open").count()).toBe(0);
    held.Windows.resolve();
    await row("Checkout release").waitFor();
  });

  test("shows times in the viewer's time zone, or in a chosen one", async () => {
    await open();
    await group("06:00 – 14:00 UTC").getByText("Flink applications").waitFor();
    await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
    await page.getByText("15:00 – 23:00 (06:00 – 14:00 UTC)").waitFor();
    await page.getByLabel("Time zone").selectOption("UTC");
    await page.getByText("daily 06:00 – 14:00 UTC").waitFor();
  });

  test("finds a time zone by its city, and offers it first from then on", async () => {
    await open();
    await page.getByLabel("Time zone").focus();
    await page.keyboard.type("tokyo");
    await page.getByText("daily 15:00 – 23:00 (06:00 – 14:00 UTC)").waitFor();
    expect(await page.getByLabel("Time zone").inputValue()).toBe("Asia/Tokyo");
    await expect
      .poll(() => page.evaluate("localStorage.getItem('maintenance-time-zones')"))
      .toMatch(/^Asia\/Tokyo/);
    await open();
    const options = await page.getByLabel("Time zone").getByRole("option").allTextContents();
    expect(options.slice(0, 3)).toEqual(["Berlin (Europe)", "UTC", "Tokyo (Asia)"]);
    expect(options.filter((name) => name === "Tokyo (Asia)")).toHaveLength(1);
  });

  test("shows more windows on request", async () => {
    await gateway.datadog.seed({ windows: 60 });
    await open();
    const rows = section("Coming up").getByRole("row");
    expect(await rows.count()).toBe(22);
    await section("Coming up").getByRole("button", { name: "Show more" }).focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => rows.count()).toBe(63);
  });
});

describe("the details", () => {
  test("say since when maintenance is in progress", async () => {
    await open();
    await row("pricing-realtime").getByRole("button", { name: "pricing-realtime", exact: true }).click();
    await dialog()
      .getByText(/^since .*\d\d:\d\d, in progress$/)
      .waitFor();
  });

  test("show more overlaps on request, and say that there are even more", async () => {
    await gateway.datadog.seed({ windows: 60 });
    await open();
    await row("Year-long migration")
      .getByRole("button", { name: "Year-long migration", exact: true })
      .click();
    const overlaps = dialog().getByRole("list", { name: "Overlaps" });
    await overlaps.getByRole("listitem").nth(4).waitFor();
    expect(await overlaps.getByRole("listitem").count()).toBe(5);
    await dialog().getByRole("button", { name: "Show more overlaps" }).click();
    await dialog().getByText("There are more than these 50.").waitFor();
    expect(await overlaps.getByRole("listitem").count()).toBe(50);
    expect(await overlaps.evaluate((list) => list.matches(":focus"))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
  });
});

describe("the verdict", () => {
  test("says that it is clear only while the gateway says so", async () => {
    await gateway.flink.fault("*", { merge: { "pricing-realtime": { ApplicationStatus: "RUNNING" } } });
    await page.goto(`${dashboard.url}?search=checkout`);
    await verdict().getByText("Clear · only 1 filtered window", { exact: true }).waitFor();
    await page.route(graphqlUrl, (route) => route.abort());
    await page.getByRole("combobox", { name: "Status" }).selectOption("ENDED");
    await page.getByText("Could not load data from the gateway.").waitFor();
    await verdict().getByText("Unknown", { exact: true }).waitFor();
  });

  test("checks the time that a deployment takes, and keeps it in the address", async () => {
    await page.goto(`${dashboard.url}?search=checkout`);
    await verdict().getByText("Clear · only 1 filtered window", { exact: true }).waitFor();
    await page.getByLabel("Safe to deploy?").selectOption("next 45 minutes");
    await verdict().getByText("Clear for 45 minutes · only 1 filtered window", { exact: true }).waitFor();
    await page.getByLabel("Safe to deploy?").selectOption("next hour");
    await verdict().getByText("Clear for 1 hour · only 1 filtered window", { exact: true }).waitFor();
    await verdict().getByText("No maintenance is under way, or announced for the next hour.").waitFor();
    await page.getByLabel("Safe to deploy?").selectOption("next 8 hours");
    await verdict()
      .getByText(/^Not clear for 8 hours: maintenance from .*\d\d:\d\d · in\s/)
      .waitFor();
    expect(await verdict().textContent()).toContain("Checkout release");
    expect(new URL(page.url()).searchParams.get("lasting")).toBe("PT8H");
    await page.reload();
    await verdict()
      .getByText(/^Not clear for 8 hours/)
      .waitFor();
  });

  test("says that it is unknown, and why, if sources failed", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    await gateway.flink.fault("ListApplications", { status: 503 });
    await page.goto(dashboard.url);
    await verdict().getByText("Unknown", { exact: true }).waitFor();
    await verdict().getByText("2 more reasons").click();
    for (const id of ["datadog", "aws-eu-central-1", "aws-us-east-1"])
      expect(await verdict().getByText(`The source ${id} could not be read.`).count()).toBe(1);
    expect(await page.getByText("3 of 3 sources could not be read completely.").count()).toBe(1);
    await page.getByText("No known window is open or scheduled.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });
});

describe("sources", () => {
  test("are marked as stale if their windows come from the cache", async () => {
    await handleQueries(async (route) => {
      const response = await route.fetch();
      const stale = (await response.text()).replaceAll(/"state":"OK"/g, '"state":"STALE"');
      return route.fulfill({ response, body: stale });
    });
    await open();
    await page.getByText("3 of 3 sources could not be read completely.").click();
    await page.getByText(/^datadog could not be refreshed\. Showing its windows as of \d\d:\d\d\./).waitFor();
    expect(await page.getByRole("list", { name: "Sources" }).getByText("Stale").count()).toBe(3);
    expect(await page.getByText("Up to date").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("name the windows that could not be read, and show the others", async () => {
    const uuid = datadogId(2).split(":")[2] ?? "";
    await gateway.datadog.fault("ListMaintenanceWindows", {
      merge: { [uuid]: { attributes: { name: null } } },
    });
    await page.goto(dashboard.url);
    await page.getByText("datadog 1 window could not be read and is not shown.").waitFor();
    await page.getByText("1 window could not be read").click();
    await page.getByText(datadogId(2)).waitFor();
    await row("Year-long migration").waitFor();
    expect(await page.getByRole("list", { name: "Sources" }).getByText("Incomplete").count()).toBe(1);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("that failed are named, and the others are shown", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    await page.goto(dashboard.url);
    await page.getByText("datadog could not be read. Its windows are not shown.").waitFor();
    const chip = page.getByRole("list", { name: "Sources" }).getByRole("button", { name: /^datadog/ });
    expect(await chip.textContent()).toBe("datadog?Failed");
    await row("pricing-realtime").waitFor();
    expect(await row("Year-long migration").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await gateway.datadog.clearFaults();
    await page.reload();
    await row("Year-long migration").waitFor();
    expect(await page.getByText("could not be read").count()).toBe(0);
  });

  test("that are missing altogether do not make the page look empty", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 });
    await page.goto(`${dashboard.url}?provider=DATADOG`);
    await page.getByText("No known window matches these filters. Some sources could not be read").waitFor();
  });
});

describe("loading", () => {
  test("is shown, and a gateway that does not respond is reported", async () => {
    let answer = (_isAnswered: boolean): void => {};
    const decided = new Promise<boolean>((resolve) => {
      answer = resolve;
    });
    await handleQueries(async (route) => ((await decided) ? route.continue() : route.abort()));
    await page.goto(dashboard.url);
    await page.getByLabel("Loading windows").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    answer(false);
    await page.getByText("Could not load data from the gateway.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.unroute(graphqlUrl);
    await page.getByRole("button", { name: "Try again" }).click();
    await row("Orders database upgrade").waitFor();
    await page.getByText("Could not load data from the gateway.").waitFor({ state: "detached" });
  });

  test("times out on a gateway that hangs, and can be tried again", async () => {
    await page.addInitScript(
      "AbortSignal.timeout = (ms) => { const c = new AbortController(); setTimeout(() => c.abort(new Error('signal timed out')), ms / 30); return c.signal; }",
    );
    await open();
    await page.route(graphqlUrl, () => {});
    await status().selectOption("ENDED");
    await page.getByText("Could not load data from the gateway.").waitFor();
    await page.unroute(graphqlUrl);
    await page.getByRole("button", { name: "Try again" }).click();
    await row("Network move, rack 12").waitFor();
  });
});

describe("5,000 windows", () => {
  test.each([320, 360, 768, 1440])(
    "leave the first declared window on the first screen (%i px)",
    async (width) => {
      await gateway.flink.seed({ applications: 4_500, region: "eu-central-1" });
      await gateway.datadog.seed({ windows: 500 });
      await page.setViewportSize({ width, height: width < 500 ? 640 : 900 });
      await page.goto(dashboard.url);
      // The emulator needs some seconds for 4,500 applications.
      await section("Possible").waitFor({ timeout: 60_000 });
      await row("Orders database upgrade").waitFor();
      const box = await row("Orders database upgrade").boundingBox();
      expect((box?.y ?? Number.NaN) + 40).toBeLessThan(width < 500 ? 640 : 900);
    },
  );
});
