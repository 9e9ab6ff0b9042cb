import { expect, test } from "vitest";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, changeMany, mutate } from "../support/mutations.js";
import { seriousFindings } from "./browser.js";
import {
  dialog,
  gateway,
  graphqlUrl,
  isStream,
  open,
  operationNameOf,
  page,
  press,
  relay,
  row,
  section,
  setVisibility,
  startChange,
  toast,
  updates,
  verdict,
} from "./dashboard-page.js";

/** With time for attempts to reconnect. */
const soon = { timeout: 20_000 };

const becomes = (state: string) => updates().filter({ hasText: state }).waitFor(soon);

/** Times around now, so that the window is open and the first to end. */
const created = (name: string, startsInMs = -60_000) => ({
  name,
  query: `service:${name}`,
  startsAt: new Date(Date.now() + startsInMs).toISOString(),
  endsAt: new Date(Date.now() + startsInMs + 660_000).toISOString(),
});

const create = async (name: string, at = gateway) => {
  const { window } = await mutate(at, "createDatadogMaintenanceWindow", created(name));
  return window.id as string;
};

interface Subscription {
  readonly operationName: string;
  readonly variables: Record<string, unknown>;
}

/** Collects the streams that the page opens from now on. */
function subscribed(): readonly Subscription[] {
  const streams: Subscription[] = [];
  page.on("request", (request) => {
    if (isStream(request)) streams.push(request.postDataJSON());
  });
  return streams;
}

/** Counts from now on how often the page sends each query, by its name and its variables. */
function counted() {
  const counts = new Map<string, number>();
  page.on("request", (request) => {
    if (!graphqlUrl.test(request.url()) || isStream(request)) return;
    const query = `${operationNameOf(request)} ${new URL(request.url()).searchParams.get("variables")}`;
    counts.set(query, (counts.get(query) ?? 0) + 1);
  });
  return {
    names: () => new Set([...counts.keys()].map((query) => query.split(" ")[0])),
    most: () => Math.max(...counts.values()),
    of: (name: string) =>
      [...counts].reduce((sum, [query, count]) => (query.startsWith(`${name} `) ? sum + count : sum), 0),
  };
}

const endedStreams = () => gateway.logs.filter(({ msg }) => msg === "stream ended");

test("windows that others create, change and delete appear, change and disappear without a reload", async () => {
  await open();
  await becomes("Live");
  expect(await seriousFindings(page)).toEqual([]);
  const queries = counted();
  const id = await create("Release of others");
  await section("Now").getByRole("row").filter({ hasText: "Release of others" }).waitFor();
  await verdict().getByText("Release of others").waitFor();
  await mutate(gateway, "updateDatadogMaintenanceWindow", { id, name: "Renamed by others" });
  await row("Renamed by others").waitFor();
  await verdict().getByText("Renamed by others").waitFor();
  await mutate(gateway, "deleteDatadogMaintenanceWindow", { id });
  await row("Renamed by others").waitFor({ state: "detached" });
  await verdict().getByText("Renamed by others").waitFor({ state: "detached" });
  // The stream brings the verdict. Only the lists are queried, each at most once for each change.
  expect(queries.names()).toEqual(new Set(["Summary", "DailyHours", "Windows"]));
  expect(queries.most()).toBeLessThanOrEqual(3);
});

test("the events of a burst share a query", async () => {
  await open();
  await becomes("Live");
  const queries = counted();
  const names = Array.from({ length: 12 }, (_, index) => `Burst ${index}`);
  await changeMany(
    gateway,
    names.map((name) => ({ createDatadog: created(name, 3_600_000) })),
  );
  for (const name of names) await section("Coming up").getByText(name, { exact: true }).waitFor();
  expect(queries.names()).toEqual(new Set(["Summary", "DailyHours", "Windows"]));
  expect(queries.most()).toBeLessThanOrEqual(3);
});

test("the user's own change does not flicker when its event arrives", async () => {
  await open({ zone: "UTC" });
  await becomes("Live");
  const queries = counted();
  // Collects the daily hours that the page shows. A move gives the row another place, but must not make it disappear.
  await page.evaluate(`{
    const table = document.querySelector("table[aria-label=Possible]");
    globalThis.shown = [];
    const record = () => {
      const row = [...table.rows].find((one) => one.textContent.includes("payments-fraud"));
      shown.push(/..:.. – ..:.. UTC/.exec(row?.textContent.replace(/\\s/g, " "))?.[0] ?? "nothing");
    };
    record();
    new MutationObserver(record).observe(table, { subtree: true, characterData: true, childList: true });
  }`);
  for (const time of ["22:30", "23:45"]) {
    await startChange("Move…", "payments-fraud");
    await dialog().getByLabel("Starts at (UTC)").fill(time);
    await press("Move");
    const made = toast().filter({ hasText: `payments-fraud to ${time}` });
    await made.waitFor();
  }
  // One query after each change, and at least one for their events.
  await expect.poll(() => queries.of("Summary")).toBeGreaterThan(2);
  await row("payments-fraud").getByText("23:45 – 07:45 UTC").waitFor();
  const shown = await page.evaluate<string[]>("shown");
  expect(shown.filter((text, index) => text !== shown[index - 1])).toEqual([
    "22:00 – 06:00 UTC",
    "22:30 – 06:30 UTC",
    "23:45 – 07:45 UTC",
  ]);
});

/** Collects the states that the page says from now on, with the time of each. */
async function recordStates(): Promise<() => Promise<readonly { state: string; atMs: number }[]>> {
  await page.evaluate(`{
    const status = [...document.querySelectorAll("[role=status]")].find((one) => one.textContent.startsWith("Updates: "));
    globalThis.states = [];
    const record = () => states.push({ state: status.textContent.replace("Updates: ", ""), atMs: Date.now() });
    record();
    new MutationObserver(record).observe(status, { subtree: true, characterData: true, childList: true });
  }`);
  return () => page.evaluate("states");
}

const lost = () => verdict().getByText("The connection to the gateway is lost.");
const headline = (text: string) => verdict().getByText(text);

test("a silent connection is said within five seconds, and is live again without another one", async () => {
  await open();
  await becomes("Live");
  const states = await recordStates();
  const streams = subscribed();
  const stalledAtMs = Date.now();
  const release = relay.stall();
  await becomes("Connection lost");
  await lost().waitFor();
  await headline("Unknown").waitFor();
  await page.getByRole("button", { name: /^datadog .*State not known$/ }).waitFor();
  await page.getByText(/^Updated \d+ s ago$/).waitFor();
  const said = (await states()).find(({ state }) => state === "Connection lost");
  expect((said?.atMs ?? Number.NaN) - stalledAtMs).toBeLessThan(5_500);
  release();
  await becomes("Live");
  await lost().waitFor({ state: "detached" });
  await headline("In maintenance").waitFor();
  await page.getByRole("button", { name: /^datadog .*Up to date$/ }).waitFor();
  expect((await states()).map(({ state }) => state)).toEqual(["Live", "Connection lost", "Live"]);
  expect(streams).toEqual([]);
  // Last, because it can take so long that the page closes the silent streams.
  const releaseAgain = relay.stall();
  await lost().waitFor(soon);
  expect(await seriousFindings(page)).toEqual([]);
  releaseAgain();
});

test("an offline browser is said at once", async () => {
  await open();
  await becomes("Live");
  await page.context().setOffline(true);
  await becomes("Connection lost");
  await page.getByText(/^Updated \d+ s ago$/).waitFor();
  // Other streams do not make it better.
  const states = await recordStates();
  const streams = subscribed();
  await page.getByLabel("Safe to deploy?").selectOption("PT45M");
  await expect.poll(() => streams.length).toBeGreaterThanOrEqual(2);
  expect((await states()).map(({ state }) => state)).toEqual(["Connection lost"]);
  await page.context().setOffline(false);
  await becomes("Live");
});

test("another period of the verdict, which needs other streams, leaves the page live", async () => {
  await open();
  await becomes("Live");
  const states = await recordStates();
  const streams = subscribed();
  // The streams do not depend on the zone.
  await page.getByLabel("Time zone").selectOption("UTC");
  await page.getByLabel("Safe to deploy?").selectOption("PT45M");
  await expect.poll(() => streams.length).toBe(2);
  await headline("In maintenance").waitFor();
  await create("For another period");
  await row("For another period").waitFor();
  await verdict().getByText("For another period").waitFor();
  expect(streams.map(({ variables }) => variables)).toContainEqual({ filter: {}, lasting: "PT45M" });
  expect(streams).toHaveLength(2);
  expect((await states()).map(({ state }) => state)).toEqual(["Live"]);
});

test("a page that polls gets unchanged windows without a body", async () => {
  const durable = {
    MAX_STREAMS: "0",
    INVENTORY_MAX_AGE_SECONDS: "600",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "600",
  };
  const other = await startTestGateway(durable, () => new Date());
  relay.interrupt()(Number(new URL(other.address).port));
  try {
    const session = await page.context().newCDPSession(page);
    // By the ids of the requests. The URL of a request can arrive after the status of its response.
    const urls = new Map<string, string>();
    const statuses = new Map<string, number>();
    await session.send("Network.enable");
    session.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
    session.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode }) =>
      statuses.set(requestId, statusCode),
    );
    await open();
    await becomes("Polling");
    await page.getByText(/^Updated \d+ s ago$/).waitFor();
    /** The first statuses of each list. */
    const answers = () => {
      const lists = [...urls].filter(([, url]) => /operationName=(?:Summary|Windows)&/.test(url));
      return Object.values(Object.groupBy(lists, ([, url]) => url)).map((sent = []) =>
        sent.slice(0, 3).map(([requestId]) => statuses.get(requestId)),
      );
    };
    // The summary, and the lists under way, open, scheduled and possible. Polls come every 15 seconds.
    await expect.poll(answers, { timeout: 40_000 }).toEqual(Array(5).fill([200, 304, 304]));
    expect(await page.getByText("Live").count()).toBe(0);
  } finally {
    await page.goto("about:blank");
    relay.interrupt()(Number(new URL(gateway.address).port));
    await other.stop();
  }
});

test("after a lost connection, the page says so, reconnects, and continues after the last event", async () => {
  await open();
  await becomes("Live");
  await create("Before the cut");
  await row("Before the cut").waitFor();
  const streams = subscribed();
  const restore = relay.interrupt();
  await becomes("Connection lost");
  await page.getByText("Could not load data from the gateway.").waitFor();
  // Said once, not by each list.
  await expect.poll(() => page.getByRole("alert").count()).toBe(1);
  await headline("Unknown").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await create("During the cut");
  restore();
  await becomes("Live");
  await row("During the cut").waitFor();
  await page.getByText("Could not load data from the gateway.").waitFor({ state: "detached" });
  const events = streams.filter(({ operationName }) => operationName === "EventStream");
  expect(events.length).toBeGreaterThan(0);
  expect(events.filter(({ variables }) => !variables.after)).toEqual([]);
});

test("another replica, which does not know the position, makes the page query everything again", async () => {
  await open();
  await becomes("Live");
  await create("Unknown to the other replica");
  await row("Unknown to the other replica").waitFor();
  const other = await startTestGateway({}, () => new Date());
  const connect = relay.interrupt();
  try {
    await create("Known to the other replica", other);
    connect(Number(new URL(other.address).port));
    await row("Known to the other replica").waitFor(soon);
    await row("Unknown to the other replica").waitFor({ state: "detached" });
    await becomes("Live");
    await create("Later at the other replica", other);
    await row("Later at the other replica").waitFor();
  } finally {
    await page.goto("about:blank");
    relay.interrupt()(Number(new URL(gateway.address).port));
    await other.stop();
  }
});

test("the page polls while streams cannot be opened, and is live again when they can", async () => {
  await page.route(graphqlUrl, (route) =>
    isStream(route.request()) ? route.fulfill({ status: 503 }) : route.continue(),
  );
  await open();
  await becomes("Polling");
  expect(await seriousFindings(page)).toEqual([]);
  await create("Seen by polling");
  await row("Seen by polling").waitFor();
  await page.unroute(graphqlUrl);
  // The next attempt can be a minute away.
  await setVisibility("hidden");
  await setVisibility("visible");
  await becomes("Live");
});

test("a stream whose token has expired makes the page report it as the queries do", async () => {
  await open();
  await becomes("Live");
  const refusal = {
    errors: [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }],
  };
  await page.route(graphqlUrl, (route) => route.fulfill({ status: 401, json: refusal }));
  relay.interrupt()();
  await page.getByText("The gateway rejected the request.").waitFor(soon);
  await becomes("Rejected");
  await page.getByRole("dialog", { name: "Sign in again" }).waitFor();
  await page.unroute(graphqlUrl);
  await becomes("Live");
});

test("a hidden page closes its streams, and catches up when it is shown", async () => {
  await open();
  await becomes("Live");
  const id = await create("Before it is hidden");
  await row("Before it is hidden").waitFor();
  const before = endedStreams().length;
  await setVisibility("hidden");
  await expect.poll(() => endedStreams().length).toBe(before + 2);
  expect(endedStreams().at(-1)).toMatchObject({ reason: "CLIENT_GONE", clientName: "maintenance-dashboard" });
  await create("While it is hidden");
  await mutate(gateway, "deleteDatadogMaintenanceWindow", { id });
  const streams = subscribed();
  await setVisibility("visible");
  await row("While it is hidden").waitFor();
  await row("Before it is hidden").waitFor({ state: "detached" });
  expect(streams).toContainEqual(
    expect.objectContaining({ operationName: "EventStream", variables: { after: expect.any(String) } }),
  );
  expect(await row("payments-fraud").textContent()).toContain("Apache Flink");
});

test("a changed row is shown before the list is queried again", async () => {
  await open({ hours: "06:00" });
  await becomes("Live");
  await page.route(graphqlUrl, () => {});
  await mutate(gateway, "updateFlinkMaintenanceWindow", {
    id: arnOf("orders-enrichment"),
    startTime: "03:15",
  });
  await row("orders-enrichment").getByText("03:15 – 11:15 UTC").waitFor();
});
