import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Upstreams } from "./read/upstreams.js";
import {
  applicationsPerRegion,
  concurrency,
  latencyMs,
  regions,
  startUpstreams,
  windowsPerOrganisation,
} from "./read/upstreams.js";

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

const folder = mkdtempSync(join(tmpdir(), "bench-read-"));

/** A gateway in a process of its own, whose sources are the upstreams. */
async function startGateway(upstreams: Upstreams, freshness: Record<string, string>) {
  const configuration = {
    sources: [
      ...regions.map((region) => ({
        id: region,
        provider: "AWS_FLINK",
        region,
        endpoint: upstreams.flink,
        concurrency,
      })),
      ...upstreams.organisations.map((endpoint, index) => ({
        id: `organisation-${index}`,
        provider: "DATADOG",
        endpoint,
      })),
    ],
  };
  const file = join(folder, "sources.yaml");
  writeFileSync(file, JSON.stringify(configuration));
  const child = fork("dist/main.js", {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: "0",
      LOG_LEVEL: "info",
      NODE_ENV: "production",
      GATEWAY_CONFIG: file,
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      DD_API_KEY: "a",
      DD_APP_KEY: "b",
      ...freshness,
    },
    execArgv: [],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const address = await new Promise<string>((resolve) => {
    child.stdout?.on("data", (chunk) => {
      const found = /listening at (http:\/\/[0-9.:]+)/.exec(String(chunk));
      if (found?.[1]) resolve(found[1]);
    });
  });
  return {
    url: `${address}/graphql`,
    residentMb: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1024,
    stop: () => child.kill(),
  };
}

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

async function query(url: string, document: string, variables = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query: document, variables }),
  });
  const answer = (await response.json()) as Answer & { errors?: unknown };
  if (answer.errors !== undefined) throw new Error(JSON.stringify(answer.errors));
  return answer;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Sixteen clients, each of which asks again as soon as it is answered. */
async function load(url: string, document: string) {
  const durations: number[] = [];
  const endsAt = performance.now() + loadMs;
  const client = async () => {
    while (performance.now() < endsAt) durations.push(await timed(() => query(url, document)));
  };
  await Promise.all(Array.from({ length: 16 }, client));
  return { perSecond: durations.length / (loadMs / 1000), durations };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`;

const upstreams = await startUpstreams();
const always = {
  INVENTORY_MAX_AGE_SECONDS: "0",
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
  FLINK_DESCRIBE_MAX_AGE_SECONDS: "0",
};
const cold = await startGateway(upstreams, always);
const clients = startClients(upstreams);
console.log(
  `${regions.length} regions × ${applicationsPerRegion} applications and ${upstreams.organisations.length} × ${windowsPerOrganisation} windows, ${latencyMs} ms upstream, ${concurrency} calls at once for each source`,
);

// The first of each imports the SDKs, and runs before it is compiled.
const first = { gateway: await timed(() => query(cold.url, everything)), ideal: await clients.run("ideal") };
await upstreams.countCalls();
const durations = { gateway: [] as number[], ideal: [] as number[] };
for (let round = 0; round < rounds; round++) {
  durations.gateway.push(await timed(() => query(cold.url, everything)));
  if (round === 0) console.log("calls of the gateway", JSON.stringify(await upstreams.countCalls()));
  durations.ideal.push(await clients.run("ideal"));
  if (round === 0) console.log("calls of the ideal  ", JSON.stringify(await upstreams.countCalls()));
}
const [gatewayMs, idealMs] = [quantile(durations.gateway, 0.5), quantile(durations.ideal, 0.5)];
const naiveMs = await clients.run("naive");
clients.stop();
console.log(`Full read with nothing remembered (median of ${rounds}; first in its process):`);
console.log(`  ideal client  ${ms(idealMs)}  (${ms(first.ideal)})`);
console.log(
  `  gateway       ${ms(gatewayMs)}  (${ms(first.gateway)})   ${(gatewayMs / idealMs).toFixed(2)} × the ideal client`,
);
console.log(`  naive client  ${ms(naiveMs)}   ${(naiveMs / gatewayMs).toFixed(0)} × the gateway`);
cold.stop();

const warm = await startGateway(upstreams, { INVENTORY_MAX_AGE_SECONDS: "3600" });
await upstreams.countCalls();
await Promise.all(Array.from({ length: 100 }, () => query(warm.url, everything)));
console.log(`Calls of 100 at once, nothing remembered: ${JSON.stringify(await upstreams.countCalls())}`);

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
console.log(`Resident memory of the gateway: ${warm.residentMb().toFixed(0)} MB with all of it remembered`);
const handWritten = await startHandWritten(windows);
console.log(`Hot list of ${windows.length} windows, 16 clients:`);
for (const size of [20, 200]) {
  // The first second warms both up.
  for (const { url } of [warm, handWritten]) await load(url, page(size));
  const gateway = await load(warm.url, page(size));
  const theirs = await load(handWritten.url, page(size));
  const alone: number[] = [];
  for (let index = 0; index < 300; index++) alone.push(await timed(() => query(warm.url, page(size))));
  console.log(
    `  ${size} a page: gateway ${gateway.perSecond.toFixed(0)}/s, hand-written Apollo Server ${theirs.perSecond.toFixed(0)}/s: ${(gateway.perSecond / theirs.perSecond).toFixed(2)} ×; one client alone p50 ${ms(quantile(alone, 0.5))}, p99 ${ms(quantile(alone, 0.99))}`,
  );
}
console.log(`Calls of all that: ${JSON.stringify(await upstreams.countCalls())}`);
console.log(`Resident memory of the gateway: ${warm.residentMb().toFixed(0)} MB after the load`);
for (const server of [warm, handWritten]) server.stop();
upstreams.close();
