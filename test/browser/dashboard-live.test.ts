import { expect, test } from "vitest";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, changeMany, mutate } from "../support/mutations.js";
import { seriousFindings } from "./browser.js";
import {
  asked,
  dialog,
  gateway,
  isStream,
  open,
  page,
  press,
  relay,
  row,
  updates,
} from "./dashboard-page.js";

/** Well below the polling interval of a minute, and with time for attempts to reconnect. */
const soon = { timeout: 20_000 };

const becomes = (state: string) => updates().filter({ hasText: state }).waitFor(soon);
const current = () => page.getByRole("region", { name: "Maintenance now" });

/** Times around now, so that the window is open and listed first. */
const created = (name: string) => ({
  name,
  query: `service:${name}`,
  startsAt: new Date(Date.now() - 60_000).toISOString(),
  endsAt: new Date(Date.now() + 600_000).toISOString(),
});

const create = async (name: string, at = gateway) => {
  const { window } = await mutate(at, "createDatadogMaintenanceWindow", created(name));
  return window.id as string;
};

/** Collects the variables of the streams that the page opens from now on. */
function subscribed() {
  const variables: Record<string, unknown>[] = [];
  page.on("request", (request) => {
    if (isStream(request)) variables.push(request.postDataJSON().variables);
  });
  return variables;
}

const setVisibility = (state: "hidden" | "visible") =>
  page.evaluate(
    `Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
     document.dispatchEvent(new Event("visibilitychange"));`,
  );

const endedStreams = () => gateway.logs.filter(({ msg }) => msg === "stream ended");

test("windows that others create, change and delete appear, change and disappear without a reload", async () => {
  await open();
  await becomes("Live");
  expect(await seriousFindings(page)).toEqual([]);
  const operations = asked();
  const id = await create("Release of others");
  await row("Release of others").waitFor();
  await current().getByText("Release of others").waitFor();
  await mutate(gateway, "updateDatadogMaintenanceWindow", { id, name: "Renamed by others" });
  await row("Renamed by others").waitFor();
  await mutate(gateway, "deleteDatadogMaintenanceWindow", { id });
  await row("Renamed by others").waitFor({ state: "detached" });
  await current().getByText("Renamed by others").waitFor({ state: "detached" });
  // The stream brings the verdict. Only the list is queried, at most once for each change.
  expect(new Set(operations)).toEqual(new Set(["Windows"]));
  expect(operations.length).toBeLessThanOrEqual(3);
});

test("the events of a burst share a query", async () => {
  await open();
  await becomes("Live");
  const operations = asked();
  const names = Array.from({ length: 12 }, (_, index) => `Burst ${index}`);
  await changeMany(
    gateway,
    names.map((name) => ({ createDatadog: created(name) })),
  );
  for (const name of names) await row(name).first().waitFor();
  expect(operations.length).toBeLessThanOrEqual(3);
});

test("the user's own change does not flicker when its event arrives", async () => {
  await open();
  await becomes("Live");
  const operations = asked();
  // Collects each text of the row.
  await page.evaluate(`{
    const row = [...document.querySelectorAll("tr")].find((one) => one.textContent.includes("orders-enrichment"));
    globalThis.shown = [];
    const record = () => shown.push(/..:.. to ..:.. UTC/.exec(row.textContent)?.[0]);
    record();
    new MutationObserver(record).observe(row, { subtree: true, characterData: true, childList: true });
  }`);
  for (const time of ["22:30", "23:45"]) {
    await page.getByRole("button", { name: "Move orders-enrichment" }).click();
    await dialog().getByLabel("Starts at (UTC)").fill(time);
    await press("Move");
    await dialog().getByText("Done.").waitFor();
    await press("Close");
  }
  // One query after each change, and at least one for their events.
  await expect.poll(() => operations.filter((name) => name === "Windows").length).toBeGreaterThan(2);
  await row("orders-enrichment").getByText("23:45 to 07:45 UTC").waitFor();
  const shown = await page.evaluate<string[]>("shown");
  expect(shown.filter((text, index) => text !== shown[index - 1])).toEqual([
    "06:00 to 14:00 UTC",
    "22:30 to 06:30 UTC",
    "23:45 to 07:45 UTC",
  ]);
});

test("after a lost connection, the page says that it is offline, reconnects, and continues after the last event", async () => {
  await open();
  await becomes("Live");
  await create("Before the cut");
  await row("Before the cut").waitFor();
  const streams = subscribed();
  const restore = relay.interrupt();
  await becomes("Offline");
  await page.getByText("Could not load data from the gateway.").waitFor();
  expect(await current().getByText("It is not known whether there is maintenance.").count()).toBe(1);
  expect(await seriousFindings(page)).toEqual([]);
  await create("During the cut");
  restore();
  await becomes("Live");
  await row("During the cut").waitFor();
  await page.getByText("Could not load data from the gateway.").waitFor({ state: "detached" });
  expect(streams.filter((variables) => "from" in variables).every(({ after }) => Boolean(after))).toBe(true);
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
  await page.route("**/graphql", (route) =>
    isStream(route.request()) ? route.fulfill({ status: 503 }) : route.continue(),
  );
  await open();
  await becomes("Polling");
  expect(await seriousFindings(page)).toEqual([]);
  await create("Seen by polling");
  await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
  await row("Seen by polling").waitFor();
  await page.unroute("**/graphql");
  await becomes("Live");
});

test("a stream whose token has expired makes the page report it as the queries do", async () => {
  await open();
  await becomes("Live");
  const refusal = {
    errors: [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }],
  };
  await page.route("**/graphql", (route) => route.fulfill({ status: 401, json: refusal }));
  relay.interrupt()();
  await page.getByText("The gateway rejected the request.").waitFor(soon);
  await becomes("Polling");
  await page.unroute("**/graphql");
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
  expect(streams).toContainEqual(expect.objectContaining({ after: expect.any(String) }));
  expect(await row("orders-enrichment").textContent()).toContain("Apache Flink");
});

test("a changed row is shown before the list is queried again", async () => {
  await open();
  await becomes("Live");
  await page.route("**/graphql", () => {});
  await mutate(gateway, "updateFlinkMaintenanceWindow", {
    id: arnOf("orders-enrichment"),
    startTime: "03:15",
  });
  await row("orders-enrichment").getByText("03:15 to 11:15 UTC").waitFor();
});
