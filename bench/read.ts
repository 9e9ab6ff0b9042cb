import { fork } from "node:child_process";
import { sourcesOf } from "./read/sources.js";
import type { Upstreams } from "./read/upstreams.js";
import {
  applicationsPerRegion,
  concurrency,
  latencyMs,
  regions,
  startUpstreams,
  windowsPerOrganisation,
} from "./read/upstreams.js";
import { send, startGateway } from "./support/gateway.js";
import { ms, quantile, timed } from "./support/measure.js";

const rounds = Number(process.env.ROUNDS ?? 7);
const loadMs = Number(process.env.LOAD_MS ?? 4_000);
const everything = "{ maintenanceWindows(first: 200) { totalCount sources { state } } }";
const page = (first: number) => `{
  maintenanceWindows(first: ${first}) {
    nodes {
      __typename
      ... on ScheduledWindow { id title status nextOccurrence { startsAt endsAt } source { id } }
      ... on FlinkMaintenanceWindow { startTime endTime }
      ... on DatadogMaintenanceWindow { query }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

function startClients(upstreams: Upstreams) {
  const child = fork("bench/read/clients.ts", {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, FLINK_URL: upstreams.flink, DATADOG_URLS: upstreams.organisations.join(",") },
  });
  return {
    run: (name: "ideal" | "naive") =>
      new Promise<number>((resolve) => {
        child.once("message", ({ durationMs }: { durationMs: number }) => resolve(durationMs));
        child.send(name);
      }),
    stop: () => child.kill(),
  };
}

async function startHandWritten(windows: unknown) {
  const child = fork("bench/read/hand-written-server.ts", {
    execArgv: ["--import", "tsx"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  const url = await new Promise<string>((resolve) => {
    child.once("message", (address) => resolve(String(address)));
    child.send(windows as object);
  });
  return { url, stop: () => child.kill() };
}

interface Connection {
  readonly totalCount: number;
  readonly nodes: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

interface Answer {
  readonly data: { readonly maintenanceWindows: Connection };
}

const query = (url: string, document: string, variables = {}) =>
  send<Answer["data"]>(url, document, variables);

/** Runs sixteen clients. Each sends its next request as soon as it has a response. */
async function load(url: string, document: string) {
  const durations: number[] = [];
  const endsAt = performance.now() + loadMs;
  const client = async () => {
    while (performance.now() < endsAt) durations.push(await timed(() => query(url, document)));
  };
  await Promise.all(Array.from({ length: 16 }, client));
  return { perSecond: durations.length / (loadMs / 1000), durations };
}

const upstreams = await startUpstreams();
const always = {
  INVENTORY_MAX_AGE_SECONDS: "0",
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
  FLINK_DESCRIBE_MAX_AGE_SECONDS: "0",
};
const cold = await startGateway(sourcesOf(upstreams), always);
const clients = startClients(upstreams);
console.log(
  `${regions.length} regions × ${applicationsPerRegion} applications and ${upstreams.organisations.length} organisations × ${windowsPerOrganisation} windows, ${latencyMs} ms upstream latency, ${concurrency} concurrent calls per source`,
);

// The first read of each process is slower: it also imports the SDKs and compiles code.
const first = { gateway: await timed(() => query(cold.url, everything)), ideal: await clients.run("ideal") };
await upstreams.countCalls();
const durations = { gateway: [] as number[], ideal: [] as number[] };
for (let round = 0; round < rounds; round++) {
  durations.gateway.push(await timed(() => query(cold.url, everything)));
  if (round === 0) console.log("Calls of the gateway:     ", JSON.stringify(await upstreams.countCalls()));
  durations.ideal.push(await clients.run("ideal"));
  if (round === 0) console.log("Calls of the ideal client:", JSON.stringify(await upstreams.countCalls()));
}
const [gatewayMs, idealMs] = [quantile(durations.gateway, 0.5), quantile(durations.ideal, 0.5)];
const naiveMs = await clients.run("naive");
clients.stop();
console.log(
  `Full read with an empty cache (median of ${rounds}; in parentheses, the first read of the process):`,
);
console.log(`  ideal client  ${ms(idealMs)}  (${ms(first.ideal)})`);
console.log(
  `  gateway       ${ms(gatewayMs)}  (${ms(first.gateway)})   ${(gatewayMs / idealMs).toFixed(2)} × the ideal client`,
);
console.log(`  naive client  ${ms(naiveMs)}   ${(naiveMs / gatewayMs).toFixed(0)} × the gateway`);
cold.stop();

const warm = await startGateway(sourcesOf(upstreams), { INVENTORY_MAX_AGE_SECONDS: "3600" });
await upstreams.countCalls();
await Promise.all(Array.from({ length: 100 }, () => query(warm.url, everything)));
console.log(
  `Calls of 100 concurrent reads with an empty cache: ${JSON.stringify(await upstreams.countCalls())}`,
);

const windows: unknown[] = [];
let after: string | null = null;
do {
  const document = page(200)
    .replace("{\n", "query ($after: String) {\n")
    .replace("first: 200", "first: 200, after: $after");
  const { nodes, pageInfo }: Connection = (await query(warm.url, document, { after })).data
    .maintenanceWindows;
  windows.push(...nodes);
  after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
} while (after !== null);
console.log(`Resident memory of the gateway: ${warm.residentMb().toFixed(0)} MB with all windows cached`);
const handWritten = await startHandWritten(windows);
console.log(`List of ${windows.length} cached windows, 16 clients:`);
for (const size of [20, 200]) {
  // The first load only warms both up.
  for (const { url } of [warm, handWritten]) await load(url, page(size));
  const gateway = await load(warm.url, page(size));
  const theirs = await load(handWritten.url, page(size));
  const alone: number[] = [];
  for (let index = 0; index < 300; index++) alone.push(await timed(() => query(warm.url, page(size))));
  console.log(
    `  ${size} per page: gateway ${gateway.perSecond.toFixed(0)}/s, hand-written Apollo Server ${theirs.perSecond.toFixed(0)}/s: ${(gateway.perSecond / theirs.perSecond).toFixed(2)} ×; single client p50 ${ms(quantile(alone, 0.5))}, p99 ${ms(quantile(alone, 0.99))}`,
  );
}
console.log(`Upstream calls during the load: ${JSON.stringify(await upstreams.countCalls())}`);
console.log(`Resident memory of the gateway: ${warm.residentMb().toFixed(0)} MB after the load`);
for (const server of [warm, handWritten]) server.stop();
upstreams.close();
