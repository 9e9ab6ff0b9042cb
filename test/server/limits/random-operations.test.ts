import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

/** Maximum CPU time of any operation with the production settings. */
const maxCpuMs = 100;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    NODE_ENV: "production",
    SHUTDOWN_DELAY_MS: "0",
    LOG_LEVEL: "silent",
    // Each attempt executes the operation.
    RESPONSE_CACHE_MAX_BYTES: "0",
    AWS_REGIONS: "eu-central-1",
    INVENTORY_MAX_AGE_SECONDS: "3600",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "3600",
  });
  // Enough data to fill every page.
  await gateway.flink.seed({ applications: 1440, startTimes: 1440, region: "eu-central-1" });
  await gateway.datadog.seed({ windows: 300 });
  const allRead = async () => {
    const { data } = await gateway.query("{ maintenanceWindows(first: 0) { sources { state } } }");
    expect(data.maintenanceWindows.sources).toEqual([{ state: "OK" }, { state: "OK" }]);
  };
  // On a busy machine, reading so many applications takes longer than a request may.
  await vi.waitFor(allRead, { timeout: 50_000, interval: 200 });
  // Warm up, so that compilation and caching do not count.
  for (let round = 0; round < 20; round++) {
    await gateway.query(
      `{ maintenanceWindows(first: 200) { nodes { ... on ScheduledWindow { id title } } } }`,
    );
  }
}, 60_000);
afterAll(() => gateway.stop());

/** Measures the CPU time of this process, which contains the gateway, its emulators and its client. */
async function cpuMsOf(body: string): Promise<number> {
  const before = process.cpuUsage();
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  await response.text();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Returns the minimum of three attempts, to exclude garbage collection for other operations. */
async function leastCpuMsOf(query: string): Promise<number> {
  const body = JSON.stringify({ query });
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 3 && least > maxCpuMs / 2; attempt++) {
    least = Math.min(least, await cpuMsOf(body));
  }
  return least;
}

const range = 'from: "2026-11-22T00:00:00Z", to: "2027-02-20T00:00:00Z"';

const { windowFields } = fc.letrec<{ windowFields: string; windowField: string }>((tie) => ({
  windowFields: fc
    .array(tie("windowField"), { minLength: 1, maxLength: 6 })
    .map((fields) => fields.join(" ")),
  windowField: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("id", "title", "status", "revision", "__typename", "provider"),
    fc.nat(99).map((index) => `a${index}: title`),
    fc.constantFrom(
      'nextOccurrence { startsAt endsAt local(timeZone: "America/New_York") { startsAt endsAt } }',
      "source { id provider capabilities { create update delete history } health { state error { message } } }",
    ),
    fc
      .nat(60)
      .map(
        (first) =>
          `o${first}: occurrences(${range}, first: ${first}) { startsAt local(timeZone: "Asia/Tokyo") { startsAt } }`,
      ),
    fc.constantFrom("...Window", "...Flink", "... { ...Window }"),
    tie("windowFields").map((fields) => `... on ScheduledWindow { ${fields} }`),
    tie("windowFields").map(
      (fields) => `... on FlinkMaintenanceWindow { application { name maintenanceWindow { ${fields} } } }`,
    ),
  ),
}));

const hoursField = fc
  .tuple(fc.nat(999), fc.constantFrom("", "(first: 100)", "(first: 1000)", "(first: 1440)"), fc.nat(40))
  .chain(([alias, first, occurrences]) =>
    fc.constantFrom(
      `h${alias}: byDailyHours${first} { startTime endTime count }`,
      `h${alias}: byDailyHours${first} { startTime nextOccurrence { startsAt endsAt } }`,
      `h${alias}: byDailyHours${first} { startTime occurrences(${range}, first: ${occurrences}) { startsAt endsAt } }`,
      `h${alias}: byDailyHours${first} { nextOccurrence { local(timeZone: "America/New_York") { startsAt } } }`,
    ),
  );

const rootField = fc
  .tuple(
    fc.nat(999),
    fc.constantFrom(1, 5, 25, 50, 100, 200),
    fc.constantFrom("nodes", "edges"),
    windowFields,
    hoursField,
  )
  .chain(([alias, first, list, fields, hours]) => {
    const selection = `{ ... on ScheduledWindow { ${fields} } }`;
    const members = list === "nodes" ? `nodes ${selection}` : `edges { cursor node ${selection} }`;
    return fc.constantFrom(
      `r${alias}: maintenanceWindows(first: ${first}) { totalCount ${members} }`,
      `r${alias}: maintenanceWindows(first: ${first}, orderBy: { field: TITLE }, filter: { search: "o" }) { ${members} }`,
      `r${alias}: maintenanceOccurrences(${range}, first: ${first}) { nodes { startsAt window ${selection} } }`,
      `r${alias}: maintenanceWindows(first: 0) { counts { byStatus { count } ${hours} } }`,
      `r${alias}: maintenanceNow { windows ${selection} sources { source { id } } }`,
    );
  });

/** Returns the fragments that the operation uses, directly or through another fragment. */
function fragmentsOf(selections: string, fields: string): string {
  const window = `
    fragment Window on ScheduledWindow { title ...Other ${fields.replaceAll("...Window", "title")} }
    fragment Other on ScheduledWindow { b1: title b2: status }
  `;
  const flink = `
    fragment Flink on FlinkMaintenanceWindow { startTime application { arn name status maintenanceWindow { id } } }
  `;
  const spreadsWindow = selections.includes("...Window");
  const spreadsFlink = (spreadsWindow ? selections + fields : selections).includes("...Flink");
  return `${spreadsWindow ? window : ""} ${spreadsFlink ? flink : ""}`;
}

const operation = fc
  .tuple(fc.array(rootField, { minLength: 1, maxLength: 8 }), windowFields)
  .map(([roots, fields]) => `{ ${roots.join("\n")} }\n${fragmentsOf(roots.join(), fields)}`);

/** Documents that are expensive to parse, validate or measure, but not to execute. */
const shapes: readonly (readonly [string, string])[] = [
  [
    "deep",
    `{ flinkApplication(arn: "a") ${"{ maintenanceWindow { application ".repeat(220)}{ name } ${"} }".repeat(220)} }`,
  ],
  ["wide", `{ maintenanceSources { ${"id ".repeat(1_490)} } }`],
  ["aliases", `{ maintenanceSources { ${Array.from({ length: 490 }, (_, i) => `a${i}: id`).join(" ")} } }`],
  ["one alias", `{ ${"a: maintenanceSources { id } ".repeat(200)} }`],
  [
    "different arguments",
    `{ ${Array.from({ length: 100 }, (_, i) => `a: maintenanceWindows(first: ${i}) { totalCount }`).join(" ")} }`,
  ],
  [
    "fragments that double",
    `{ maintenanceSources { ...F0 } } ${Array.from({ length: 90 }, (_, i) => `fragment F${i} on MaintenanceSource { ...F${i + 1} a${i}: id ...F${i + 1} }`).join(" ")} fragment F90 on MaintenanceSource { id }`,
  ],
  [
    "fragments that all conflict",
    `{ maintenanceSources { ${Array.from({ length: 100 }, (_, i) => `...F${i}`).join(" ")} } } ${Array.from({ length: 100 }, (_, i) => `fragment F${i} on MaintenanceSource { a: ${["id", "site"][i % 2]} }`).join(" ")}`,
  ],
  [
    "circular fragments",
    `{ maintenanceSources { ...A } } fragment A on MaintenanceSource { ...B } fragment B on MaintenanceSource { ...A }`,
  ],
  [
    "fragments that double and cost much",
    `{ maintenanceWindows { nodes { ...F0 } } } ${Array.from({ length: 60 }, (_, i) => `fragment F${i} on ScheduledWindow { ...F${i + 1} source { id } ... on FlinkMaintenanceWindow { application { maintenanceWindow { ...F${i + 1} } } } ... on DatadogMaintenanceWindow { ...F${i + 1} } }`).join(" ")} fragment F60 on ScheduledWindow { id }`,
  ],
  [
    "nested fragments of two types that cost much",
    `{ maintenanceWindows(first: 200) { nodes { ${"... on FlinkMaintenanceWindow { startTime ... on ScheduledWindow { title source { id health { state } } ".repeat(90)}id${" } } ... on DatadogMaintenanceWindow { id }".repeat(90)} } } }`,
  ],
  [
    "all daily hours",
    "{ maintenanceWindows(first: 0) { counts { byDailyHours(first: 1440) { startTime endTime count nextOccurrence { startsAt endsAt } } } } }",
  ],
  [
    "occurrences of daily hours",
    `{ maintenanceWindows(first: 0) { counts { byDailyHours(first: 65) { occurrences(${range}, first: 60) { startsAt endsAt } } } } }`,
  ],
  [
    "all daily hours again and again",
    `{ ${Array.from({ length: 20 }, (_, i) => `w${i}: maintenanceWindows(first: 0) { counts { byDailyHours(first: 150) { startTime } } }`).join(" ")} }`,
  ],
  [
    "few daily hours of one count again and again",
    `{ maintenanceWindows(first: 0) { counts { ${Array.from({ length: 30 }, (_, i) => `h${i}: byDailyHours(first: ${i}) { startTime }`).join(" ")} } } }`,
  ],
  ["directives", `{ maintenanceSources { id ${"@include(if: true) ".repeat(200)} } }`],
  ["a long list", `{ maintenanceWindows(filter: { sources: [${'"a" '.repeat(1_400)}] }) { totalCount } }`],
  [
    "nested lists",
    `{ maintenanceWindows(filter: { sources: ${"[".repeat(700)}${"]".repeat(700)} }) { totalCount } }`,
  ],
  ["a long text", `{ maintenanceWindows(filter: { search: "${"x".repeat(900_000)}" }) { totalCount } }`],
  ["a long comment", `# ${"x".repeat(900_000)}\n{ __typename }`],
  ["many unknown fields", `{ ${Array.from({ length: 1_400 }, (_, i) => `x${i}`).join(" ")} }`],
];

test.each(shapes)("the gateway needs little CPU time for: %s", async (_name, query) => {
  expect(await leastCpuMsOf(query)).toBeLessThan(maxCpuMs);
});

test("no random operation needs more than 100 ms of CPU time", async () => {
  let refused = 0;
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(operation, async (query) => {
      expect(await leastCpuMsOf(query)).toBeLessThan(maxCpuMs);
      const { data } = await gateway.query(query);
      if (data) answered += 1;
      else refused += 1;
    }),
    { numRuns: 250 },
  );
  // The test is meaningful only if the gateway accepts some operations and rejects others.
  expect([answered > 10, refused > 10]).toEqual([true, true]);
}, 120_000);
