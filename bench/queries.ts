import { readFileSync } from "node:fs";
import { control, startEmulators } from "./support/emulators.js";
import { fillCache, send, startGateway } from "./support/gateway.js";
import { quantile } from "./support/measure.js";

/** Measures queries over all windows: the processor time of one answer, at two sizes, and the memory of the process. */
const sizes = [10_000, Number(process.env.WINDOWS ?? 50_000)];
const repetitions = 40;
const changes = 7;

const day = new Date().toISOString().slice(0, 10);
const week = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
const window = "... on ScheduledWindow { id title status }";
const list = (given: string, selection = `totalCount nodes { ${window} }`) =>
  `{ maintenanceWindows(${given}) { ${selection} } }`;

const creation = `mutation { createDatadogMaintenanceWindow(input: { name: "Load", query: "service:x", startsAt: "${week}T00:00:00Z", duration: "PT1H" }) { __typename } }`;

const queries: Readonly<Record<string, string>> = {
  "a page": list("first: 50"),
  "a page, descending": list("first: 50, orderBy: { field: NEXT_OCCURRENCE, direction: DESC }"),
  "by end, descending": list("first: 50, orderBy: { field: END, direction: DESC }"),
  "by title, descending": list("first: 50, orderBy: { field: TITLE, direction: DESC }"),
  "search, one word": list('first: 50, filter: { search: "load-77" }'),
  "search, three words": list('first: 50, filter: { search: "application eu-west-1 load-7" }'),
  counts: list(
    "first: 0",
    "totalCount counts { byStatus { status count } byCertainty { certainty count } byProvider { provider count } bySource { count source { id } } byDailyHours { startTime endTime count } }",
  ),
  "counts of a search": list(
    'first: 0, filter: { search: "load-7", statuses: [ACTIVE, SCHEDULED] }',
    "totalCount counts { byStatus { status count } }",
  ),
  "overlaps of 50 windows": list(
    "first: 50, filter: { providers: [DATADOG] }",
    `nodes { ... on ScheduledWindow { id overlapping(first: 10) { hasMore nodes { firstOverlap { startsAt endsAt } window { ${window} } } } } }`,
  ),
  "overlaps with all certainties": list(
    "first: 50",
    `nodes { ... on ScheduledWindow { id overlapping(certainties: [UNDERWAY, DECLARED, POSSIBLE], first: 10) { hasMore nodes { window { ${window} } } } } }`,
  ),
  "a calendar's count": `{ maintenanceOccurrences(from: "${day}T00:00:00Z", to: "${week}T00:00:00Z", first: 0) { totalCount } }`,
  "a page of applications": "{ flinkApplications(first: 50) { totalCount nodes { name status } } }",
  "applications, searched":
    '{ flinkApplications(first: 50, filter: { search: "load-77" }) { totalCount nodes { name } } }',
};

interface Measured {
  /** The first answer of the process, for which code is compiled and every window is prepared. */
  readonly firstMs: number;
  /** The first answer after a window has changed. */
  readonly changedMs: number;
  readonly laterMs: number;
  readonly residentMb: number;
}

/** Returns the processor time of the thread that answers, so far. Other threads compile code and collect garbage. */
function processorMs(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
}

async function measureAll(count: number): Promise<ReadonlyMap<string, Measured>> {
  const applications = Math.round(count * 0.8);
  const emulators = await startEmulators();
  await control(emulators.flink, "POST", "seed", { applications, region: "eu-west-1" });
  await control(emulators.datadog, "POST", "seed", { windows: count - applications - 5 });
  const gateway = await startGateway(
    [
      { id: "flink", provider: "AWS_FLINK", region: "eu-west-1", endpoint: emulators.flink },
      { id: "datadog", provider: "DATADOG", endpoint: emulators.datadog },
    ],
    {
      METRICS_PORT: "off",
      QUERY_MAX_COST: "1000000",
      INVENTORY_MAX_AGE_SECONDS: "3600",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "3600",
      FLINK_DESCRIBE_MAX_AGE_SECONDS: "86400",
      RESPONSE_CACHE_MAX_BYTES: "0",
    },
  );
  await fillCache(gateway.url, count);
  const measured = new Map<string, Measured>();
  for (const [name, document] of Object.entries(queries)) {
    const time = async (times: number) => {
      const before = processorMs(gateway.pid);
      for (let index = 0; index < times; index++) await send(gateway.url, document);
      return (processorMs(gateway.pid) - before) / times;
    };
    const firstMs = await time(1);
    const changedMs: number[] = [];
    for (let change = 0; change < changes; change++) {
      await send(gateway.url, creation);
      changedMs.push(await time(1));
    }
    const laterMs = await time(repetitions);
    measured.set(name, {
      firstMs,
      changedMs: quantile(changedMs, 0.5),
      laterMs,
      residentMb: gateway.residentMb(),
    });
  }
  gateway.stop();
  emulators.stop();
  return measured;
}

const [small, large] = [await measureAll(sizes[0] ?? 0), await measureAll(sizes[1] ?? 0)];
console.log(
  `Processor time of one answer, in ms, with ${sizes.join(" and ")} windows, and resident memory after it:`,
);
console.log(`${" ".repeat(30)} first in process    after a change             later`);
for (const [name, many] of large) {
  const few = small.get(name);
  if (few === undefined) continue;
  const columns = (["firstMs", "changedMs", "laterMs"] as const).map((key) =>
    [few, many].map((measured) => measured[key].toFixed(1).padStart(8)).join(""),
  );
  console.log(`${name.padEnd(30)} ${columns.join("  ")}   ${many.residentMb.toFixed(0)} MB`);
}
