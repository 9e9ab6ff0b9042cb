import { afterAll, beforeAll, expect, test } from "vitest";
import { movableClock } from "../../support/clock.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

let gateway: TestGateway;
// The seeded windows open and close on the hour and half hour.
const clock = movableClock(new Date("2026-11-22T12:10:00Z"));
beforeAll(async () => {
  gateway = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "60" }, clock.now);
});
afterAll(() => gateway.stop());

async function cacheControl(query: string): Promise<string | null> {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  await response.text();
  return response.headers.get("cache-control");
}

const list = "maintenanceWindows { totalCount }";
const calendar =
  'maintenanceOccurrences(from: "2026-11-22T00:00:00Z", to: "2026-11-23T00:00:00Z") { nodes { startsAt } }';
const now = "maintenanceNow { verdict }";

test("a response can be cached while its sources are fresh", async () => {
  expect(await cacheControl(`{ __typename ${list} }`)).toBe("max-age=60, public");
  clock.passSeconds(20);
  expect(await cacheControl(`{ ${list} ${calendar} ${now} }`)).toBe("max-age=40, public");
});

test("a response can be cached only until a window opens or closes", async () => {
  clock.passSeconds(19 * 60 + 20);
  // 12:29:40: the data is refreshed, and a seeded window opens or closes at half past.
  await cacheControl(`{ ${list} }`);
  const changes = await gateway.query(
    '{ maintenanceOccurrences(from: "2026-11-22T12:29:40Z", to: "2026-11-22T12:30:40Z", first: 500) { nodes { startsAt endsAt } } }',
  );
  const instants = changes.data.maintenanceOccurrences.nodes.flatMap(
    ({ startsAt, endsAt }: { startsAt: string; endsAt: string }) => [startsAt, endsAt],
  );
  const next = instants.filter((instant: string) => instant > "2026-11-22T12:29:40.000Z").sort()[0];
  const seconds = Math.min(60, (Date.parse(next) - clock.now().getTime()) / 1000);
  expect(await cacheControl(`{ ${now} }`)).toBe(`max-age=${seconds}, public`);
});

test.each([
  [
    "a mutation",
    'mutation { deleteDatadogMaintenanceWindow(input: { id: "datadog:datadog:x" }) { __typename } }',
  ],
  ["a query with an error", `{ ${list} flinkApplication(arn: "x") { name } }`],
  ["a query for a root field without a cache hint", `{ ${list} maintenanceSources { id } }`],
  [
    "a query for the health of a source",
    "{ maintenanceWindows { sources { source { health { state } } } } }",
  ],
  ["a request that is not GraphQL", "{"],
])("the response to %s is not cached", async (_name, document) => {
  expect(await cacheControl(document)).toBe("no-store");
});

test.each(["sources: []", "providers: []"])(
  "a response without any source is not cached: %s",
  async (filter) => {
    expect(await cacheControl(`{ maintenanceWindows(filter: { ${filter} }) { totalCount } }`)).toBe(
      "no-store",
    );
  },
);

test("a browser that sends GET asks every time whether its response is still the same", async () => {
  const get = (query: string, headers: Record<string, string> = {}) =>
    fetch(`${gateway.address}/graphql?${new URLSearchParams({ query })}`, {
      headers: { "apollo-require-preflight": "true", ...headers },
    });
  const health = "{ maintenanceSources { health { state } } }";
  for (const query of [`{ ${list} }`, `{ ${now} }`, health]) {
    const { headers } = await get(query);
    expect(headers.get("cache-control")).toBe("no-cache, public");
    const etag = headers.get("etag") ?? "";
    const again = await get(query, { "if-none-match": etag });
    expect([again.status, again.headers.get("cache-control"), again.headers.get("etag")]).toEqual([
      304,
      "no-cache, public",
      etag,
    ]);
  }
  for (const query of ["{", `{ ${list} flinkApplication(arn: "x") { name } }`]) {
    const { headers } = await get(query);
    expect([headers.get("cache-control"), headers.get("etag")]).toEqual(["no-store", null]);
  }
});

test("max-age excludes the time that the response took", async () => {
  // At a quarter past the hour, no window opens or closes for a while.
  clock.passSeconds(45 * 60 + 20);
  await gateway.datadog.fault("ListMaintenanceWindows", { latencyMs: 1_000 }, 1);
  const { ListMaintenanceWindows: before = 0 } = await gateway.datadog.counts();
  const answer = cacheControl(`{ ${list} }`);
  await expect
    .poll(async () => (await gateway.datadog.counts()).ListMaintenanceWindows, { timeout: 5_000 })
    .toBe(before + 1);
  clock.passSeconds(15);
  expect(await answer).toBe("max-age=45, public");
});

test("a response that lacks one of its sources is not cached", async () => {
  await gateway.datadog.fault("*", { status: 503 });
  clock.passSeconds(3600);
  expect(await cacheControl(`{ ${list} }`)).toBe("no-store");
});
