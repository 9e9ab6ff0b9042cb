import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { noLimits, now, startTestGateway } from "../support/gateway.js";
import { arnOf, datadogId, newWindow } from "../support/mutations.js";
import type { Issuer } from "../support/tokens.js";
import { bearer, createIssuer } from "../support/tokens.js";

let issuer: Issuer;
let gateway: TestGateway;
beforeAll(async () => {
  issuer = await createIssuer();
  gateway = await startTestGateway({ ...noLimits, ...issuer.environment });
});
afterAll(() => gateway.stop());
beforeEach(() => Promise.all([gateway.flink.reset(), gateway.datadog.reset()]));

const result = `{
  nodes { certainty firstOverlap { startsAt endsAt } window { ... on ScheduledWindow { title } } }
  hasMore
  sources { state source { id } error { code } }
}`;
type Overlaps = {
  readonly nodes: readonly {
    readonly certainty: string;
    readonly firstOverlap: { readonly startsAt: string; readonly endsAt: string };
    readonly window: { readonly title: string };
  }[];
  readonly hasMore: boolean;
  readonly sources: readonly { readonly state: string; readonly source: { readonly id: string } }[];
};
const shown = ({ nodes }: Overlaps) =>
  nodes.map(
    ({ window, certainty, firstOverlap: { startsAt, endsAt } }) =>
      `${window.title} ${startsAt.slice(8, 16)} ${endsAt.slice(8, 16)} ${certainty}`,
  );
const statesOf = ({ sources }: Overlaps) => sources.map(({ source, state }) => `${source.id} ${state}`);

const send = async (document: string, scope = "maintenance:write") =>
  gateway.query(document, {}, bearer(await issuer.token({ scope }, now)));

async function overlapping(id: string, given = "", scope?: string): Promise<Overlaps> {
  const { data, errors } = await send(
    `{ maintenanceWindow(id: "${id}") { ... on ScheduledWindow { overlapping${given} ${result} } } }`,
    scope,
  );
  expect(errors).toBeUndefined();
  return data.maintenanceWindow.overlapping;
}

const [ended, upgrade, checkout] = [datadogId(1), datadogId(2), datadogId(4)];

describe("overlapping", () => {
  test("finds the windows of all sources that are open at the same time, except possible ones", async () => {
    const found = await overlapping(upgrade);
    expect(shown(found)).toEqual([
      "Year-long migration 22T11:00 22T14:00 DECLARED",
      "pricing-realtime 22T12:00 22T14:00 UNDERWAY",
    ]);
    expect(found.hasMore).toBe(false);
    expect(statesOf(found)).toEqual(["aws-eu-central-1 OK", "aws-us-east-1 OK", "datadog OK"]);
    expect(shown(await overlapping(checkout))).toEqual([
      "Year-long migration 22T18:00 22T20:00 DECLARED",
      "pricing-realtime 22T18:00 22T20:00 UNDERWAY",
    ]);
  });

  test("includes possible maintenance if it is wanted, also across midnight", async () => {
    const night = `flink:${arnOf("payments-fraud")}`;
    expect(shown(await overlapping(night, "(certainties: [POSSIBLE, DECLARED], first: 4)"))).toEqual([
      "Year-long migration 22T22:00 23T06:00 DECLARED",
      "shipment-tracking 22T22:00 23T00:30 POSSIBLE",
      "inventory-sync 23T02:30 23T06:00 POSSIBLE",
      "ad-attribution 23T03:00 23T06:00 POSSIBLE",
    ]);
  });

  test("calls no provider whose windows never have a wanted certainty", async () => {
    const found = await overlapping(upgrade, "(certainties: [DECLARED])");
    expect(shown(found)).toEqual(["Year-long migration 22T11:00 22T14:00 DECLARED"]);
    expect(statesOf(found)).toEqual(["datadog OK"]);
    expect(await gateway.flink.counts()).toEqual({});
    expect(await overlapping(upgrade, "(certainties: [])")).toEqual({
      nodes: [],
      hasMore: false,
      sources: [],
    });
  });

  test("is empty for a window that has ended", async () => {
    expect(await overlapping(ended)).toMatchObject({ nodes: [], hasMore: false });
  });

  test("returns as many windows as wanted, and says whether there are more", async () => {
    expect(await overlapping(upgrade, "(first: 0)")).toMatchObject({ nodes: [], hasMore: true });
    const one = await overlapping(upgrade, "(first: 1)");
    expect([one.nodes.length, one.hasMore]).toEqual([1, true]);
    const two = await overlapping(upgrade, "(first: 2)");
    expect([two.nodes.length, two.hasMore]).toEqual([2, false]);
    expect(await overlapping(upgrade, "(first: null, certainties: null)")).toEqual(
      await overlapping(upgrade),
    );
    for (const first of [-1, 51]) {
      const { errors } = await send(
        `{ maintenanceWindow(id: "${upgrade}") { ... on ScheduledWindow { overlapping(first: ${first}) { hasMore } } } }`,
      );
      expect(errors?.[0]).toMatchObject({
        message: "`first` must be from 0 to 50.",
        path: ["maintenanceWindow", "overlapping"],
        extensions: { code: "INVALID_ARGUMENT", violations: [{ path: ["first"], code: "OUT_OF_RANGE" }] },
      });
    }
  });

  test("reads each source once for all windows of a response", async () => {
    const { data, errors } = await send(
      `{ maintenanceWindows(first: 200) { nodes { ... on ScheduledWindow { overlapping ${result} declared: overlapping(certainties: [DECLARED]) { hasMore } } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.maintenanceWindows.nodes.length).toBeGreaterThan(10);
    expect((await gateway.flink.counts()).ListApplications).toBe(2);
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("names a source that failed, and returns the windows of the others", async () => {
    await gateway.flink.fault("ListApplications", { status: 500 });
    const found = await overlapping(upgrade);
    expect(shown(found)).toEqual(["Year-long migration 22T11:00 22T14:00 DECLARED"]);
    expect(statesOf(found)).toEqual(["aws-eu-central-1 FAILED", "aws-us-east-1 FAILED", "datadog OK"]);
  });

  test("contains neither the windows nor the name of a source that the caller cannot read", async () => {
    const scope = "maintenance:read:aws-us-east-1 maintenance:read:datadog";
    const found = await overlapping(upgrade, "(certainties: [UNDERWAY, DECLARED, POSSIBLE])", scope);
    expect(statesOf(found)).toEqual(["aws-us-east-1 OK", "datadog OK"]);
    expect(JSON.stringify(found)).not.toMatch(/pricing-realtime|orders-enrichment|eu-central-1/);
    expect(found.hasMore).toBe(false);
    expect((await gateway.flink.counts()).ListApplications).toBe(1);
  });

  test("of a dry run is about the window as the change would leave it", async () => {
    const { data, errors } = await send(`mutation {
      updateDatadogMaintenanceWindow(input: { id: "${checkout}", startsAt: "2026-11-22T13:00:00Z", validateOnly: true }) {
        ... on DatadogMaintenanceWindowChanged { window { overlapping(certainties: [DECLARED]) ${result} } }
      }
    }`);
    expect(errors).toBeUndefined();
    expect(shown(data.updateDatadogMaintenanceWindow.window.overlapping)).toEqual([
      "Year-long migration 22T13:00 22T20:00 DECLARED",
      "Orders database upgrade 22T13:00 22T14:00 DECLARED",
    ]);
  });

  test("of each change in one mutation shows the changes before it", async () => {
    const create = (name: string) => `${name}: createDatadogMaintenanceWindow(
      input: { name: "${name}", query: "service:${name}", startsAt: "${newWindow.startsAt}", endsAt: "${newWindow.endsAt}" }
    ) { ... on DatadogMaintenanceWindowChanged { window { overlapping(certainties: [DECLARED]) ${result} } } }`;
    const names = ["one", "two", "three"];
    const { data, errors } = await send(`mutation { ${names.map(create).join(" ")} }`);
    expect(errors).toBeUndefined();
    const titles = names.map((name) =>
      data[name].window.overlapping.nodes.map(
        ({ window }: Overlaps["nodes"][number]) => window.title.split(" ")[0],
      ),
    );
    expect(titles.map((found) => new Set(found))).toEqual([
      new Set(["Year-long"]),
      new Set(["Year-long", "one"]),
      new Set(["Year-long", "one", "two"]),
    ]);
  });
});
