import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmulators } from "../../bench/support/emulators.js";
import { controlOf } from "../support/emulators.js";
import { freePort } from "../support/free-port.js";
import { redisProgram, startRedisServer } from "../support/redis-server.js";
import { send } from "../support/send.js";
import { applicationsOf, soakWindowsOf } from "./emulator-state.js";
import { attemptTimeoutMs, createExpectedState } from "./expected-state.js";
import { createFaultInjector } from "./fault-injector.js";
import { follow, listWindows } from "./follower.js";
import { flat, memoryOf } from "./memory-usage.js";
import type { Client, Result } from "./operations.js";
import { fillCaches, read, writeSomething } from "./operations.js";
import { startWebhookReceiver } from "./webhook-receiver.js";

/**
 * Reads and writes at a fixed rate while both providers misbehave from time to time. Streams follow what happens, and so does a webhook
 * if Redis is installed: without it, a replacement can lose notifications. Halfway through, replaces the gateway
 * as a deployment does: starts a new one, sends requests to it, and stops the old one with SIGTERM while it still has
 * requests in progress.
 */
const seconds = Number(process.env.SOAK_SECONDS ?? 300);
const readsPerSecond = 20;
const writesPerSecond = 5;
const requestTimeoutMs = 5_000;
const followerCount = 10;

/** The number of occurrences of each problem. */
const problems = new Map<string, number>();
const complain = (problem: string) => void problems.set(problem, (problems.get(problem) ?? 0) + 1);
process.stdout.write(`Running for ${seconds} s, then checking the final state for about 20 s.\n`);
const results: (Result & { readonly from: number; readonly until: number })[] = [];

const emulators = await startEmulators();
const providers = {
  AWS_FLINK: controlOf(emulators.flink, async () => {}),
  DATADOG: controlOf(emulators.datadog, async () => {}),
};
await providers.AWS_FLINK.seed({ applications: 20, region: "eu-central-1" });

const redis = redisProgram === null ? null : await startRedisServer();
const receiver = redis === null ? null : await startWebhookReceiver(complain);

async function startGateway() {
  const [port, metricsPort] = [await freePort(), await freePort()];
  const collecting = ["--expose-gc", "--import", "./test/soak/collect-garbage.mjs"];
  const child = spawn(process.execPath, [...collecting, "dist/main.js"], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      LOG_LEVEL: "error",
      NODE_ENV: "production",
      SHUTDOWN_DELAY_MS: "500",
      AWS_REGIONS: "eu-central-1",
      AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: emulators.flink,
      AWS_ACCESS_KEY_ID: "soak",
      AWS_SECRET_ACCESS_KEY: "soak",
      DD_ENDPOINT_URL: emulators.datadog,
      DD_API_KEY: "soak",
      DD_APP_KEY: "soak",
      REQUEST_TIMEOUT_MS: String(requestTimeoutMs),
      UPSTREAM_TIMEOUT_MS: String(attemptTimeoutMs),
      INVENTORY_MAX_AGE_SECONDS: "2",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "2",
      FLINK_DESCRIBE_MAX_AGE_SECONDS: "10",
      ...(redis === null || receiver === null
        ? {}
        : { REDIS_URL: redis.url, GATEWAY_CONFIG: receiver.configurationFile }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  process.once("exit", () => child.kill("SIGKILL"));
  // At this level, every line is a programming error or worse, except those of the audit log.
  createInterface(child.stdout).on("line", (line) => {
    if (line !== "" && !line.includes('"log":"audit"')) complain(`logged: ${line}`);
  });
  child.stderr.on("data", (chunk) => complain(`written to standard error: ${chunk}`));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const address = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${address}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await sleep(50);
  await warmUp(address);
  await fillCaches({ address: () => address });
  const memory = memoryOf(`http://127.0.0.1:${metricsPort}/metrics`);
  return {
    address,
    memory,
    async stop(): Promise<void> {
      memory.stop();
      child.kill("SIGTERM");
      const code = await ended;
      if (code !== 0) complain(`a gateway exited with code ${code}`);
    },
  };
}

/** Reads until every source responds. The first read imports the SDKs, which takes seconds on a busy machine. */
async function warmUp(address: string): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const { data } = await send(address, "{ maintenanceWindows { sources { state } } }");
    const states = data.maintenanceWindows.sources.map(({ state }: { state: string }) => state);
    if (states.every((state: string) => state === "OK")) return;
    await sleep(500);
  }
}

let gateway = await startGateway();
const client: Client = {
  address: () => gateway.address,
  flink: createExpectedState(),
  datadog: createExpectedState(),
};

/** Reads the windows of applications that accept writes, and the windows that the soak test created. */
const windowsQuery = `query ($after: String) {
  maintenanceWindows(first: 200, after: $after) {
    nodes {
      ... on FlinkMaintenanceWindow { startTime application { name status } }
      ... on DatadogMaintenanceWindow { name query }
    }
    pageInfo { hasNextPage endCursor }
    sources { state }
  }
}`;
async function windowsNow(): Promise<{ flink: Map<string, string>; datadog: Map<string, string> }> {
  const [flink, datadog] = [new Map<string, string>(), new Map<string, string>()];
  let after: string | null = null;
  do {
    const { data } = await send(gateway.address, windowsQuery, { after });
    const { nodes, pageInfo, sources } = data.maintenanceWindows;
    for (const { state } of sources) if (state !== "OK") complain(`a source is ${state} without a fault`);
    for (const { application, startTime, name, query } of nodes) {
      if (["READY", "RUNNING"].includes(application?.status)) flink.set(application.name, startTime);
      if (name?.startsWith("Soak ")) datadog.set(name, query);
    }
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return { flink, datadog };
}
for (const [name, startTime] of (await windowsNow()).flink) client.flink.enter(name, startTime);

const injectors = {
  AWS_FLINK: createFaultInjector(providers.AWS_FLINK),
  DATADOG: createFaultInjector(providers.DATADOG),
};
const underWay = new Set<Promise<void>>();

function begin(work: () => Promise<Result | null>): void {
  const from = performance.now();
  const done = work().then((result) => {
    if (result !== null) results.push({ ...result, from, until: performance.now() });
  });
  underWay.add(done);
  void done.finally(() => underWay.delete(done));
}

const listed = async () =>
  new Map((await listWindows(gateway.address))?.map(({ id, revision }) => [id, revision]));
receiver?.mirror.fill([...(await listed())].map(([id, revision]) => ({ id, revision })));
const followers = Array.from({ length: followerCount }, () =>
  follow("a stream", () => gateway.address, complain),
);
const startedAt = performance.now();
const timers = [
  setInterval(() => begin(() => read(client)), 1000 / readsPerSecond),
  setInterval(() => begin(() => writeSomething(client)), 1000 / writesPerSecond),
];

await sleep((seconds * 1000) / 2);
const old = gateway;
const next = await startGateway();
// Keep some requests in progress when the signal arrives.
for (const control of Object.values(providers)) await control.fault("*", { latencyMs: 300 }, 20);
for (let count = 0; count < 20; count++) begin(() => writeSomething(client));
gateway = next;
await sleep(100);
const underWayAtTerm = underWay.size;
await old.stop();
await sleep((seconds * 1000) / 2);
for (const timer of timers) clearInterval(timer);
const perSecond = (1000 * results.length) / (performance.now() - startedAt);
await Promise.all(Object.values(injectors).map((injector) => injector.calm()));
await Promise.all(underWay);

// Wait until circuits close, rates recover, and writes that timed out are applied or never will be.
await sleep(15_000);
for (let attempt = 0; attempt < 3; attempt++) await send(gateway.address, windowsQuery);
await sleep(2_500);
const actual = await windowsNow();
const there = {
  flink: await applicationsOf(emulators.flink, [...actual.flink.keys()]),
  datadog: await soakWindowsOf(emulators.datadog),
};
for (const kind of ["flink", "datadog"] as const) {
  for (const difference of client[kind].differences(there[kind])) complain(difference);
  for (const [name, is] of there[kind]) {
    const shown = actual[kind].get(name);
    if (shown !== is) complain(`the gateway returns ${shown} for ${name}, expected ${is}`);
  }
}

// Events of the last readings may still be on their way, and notifications are repeated after waits.
const mirrors = [...followers.map(({ mirror }) => mirror), ...(receiver === null ? [] : [receiver.mirror])];
for (let waits = 0; waits < 60; waits++) {
  const current = await listed();
  if (mirrors.every(({ differences }) => differences(current).length === 0)) break;
  await sleep(1_000);
}
const atTheEnd = await listed();
for (const { differences } of mirrors) for (const difference of differences(atTheEnd)) complain(difference);
const followed = followers.map(({ counts }) => counts());
await Promise.all(followers.map((follower) => follower.stop()));

let unexcusedCount = 0;
for (const { operation, failedProviders, codes, problem, from, until } of results) {
  if (Object.values(injectors).some((injector) => !injector.excuses(from, until))) unexcusedCount += 1;
  if (problem !== null) complain(`${operation}: ${problem}`);
  if (until - from > requestTimeoutMs + 500) complain(`${operation} took ${Math.round(until - from)} ms`);
  for (const provider of failedProviders) {
    const injector = injectors[provider as keyof typeof injectors];
    if (injector === undefined || !injector.excuses(from, until)) {
      complain(`${operation}: ${provider} failed (${codes}) without a fault`);
    }
  }
}
// If faults explained every failure, this test would find nothing.
const unexcusedPercent = Math.round((100 * unexcusedCount) / results.length);
if (unexcusedPercent < 25)
  complain(
    `only ${unexcusedPercent} % of the requests had a provider without a fault; expected at least 25 %`,
  );
const memories = [old.memory, gateway.memory].map(flat);
for (const { problem } of memories) if (problem !== null) complain(problem);
await gateway.stop();
receiver?.close();
await redis?.stop();
emulators.stop();

const failedCount = results.filter(({ failedProviders }) => failedProviders.length > 0).length;
const written = (outcome: keyof typeof client.flink.counts) =>
  client.flink.counts[outcome] + client.datadog.counts[outcome];
const durations = results.map(({ from, until }) => until - from).sort((left, right) => left - right);
const sum = (count: keyof (typeof followed)[number]) =>
  followed.reduce((total, counts) => total + counts[count], 0);
const percentile = (share: number) => Math.round(durations[Math.floor(durations.length * share)] ?? 0);
const spells = Object.values(injectors).reduce((count, injector) => count + injector.spellCount(), 0);
process.stdout.write(
  `${[
    `${seconds} s: ${results.length} requests (${perSecond.toFixed(1)} per second), ${spells} periods with faults, ${failedCount} requests that reported a provider's failure`,
    `writes: ${written("ACKNOWLEDGED")} acknowledged, ${written("REFUSED")} rejected, ${written("UNKNOWN")} with unknown outcome`,
    `${unexcusedPercent} % of the requests had a provider without a current or recent fault, whose failure would be a problem`,
    `p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms, slowest ${percentile(0.9999)} ms; ${underWayAtTerm} requests in progress at SIGTERM`,
    `streams: ${followers.length} followers opened ${sum("streams")}, restarted ${sum("restarts")} times and applied ${sum("events")} events`,
    receiver === null
      ? "notifications: not tested, because neither redis-server nor valkey-server is installed"
      : `notifications: the webhook's receiver accepted ${receiver.accepted()}, each once`,
    ...memories.map(({ text }, index) => `${index === 0 ? "first process" : "second process"}: ${text}`),
    ...[...problems].slice(0, 40).map(([problem, count]) => `PROBLEM (${count} times): ${problem}`),
    problems.size === 0 ? "Passed: no problems." : `Failed: ${problems.size} kinds of problems.`,
  ].join("\n")}\n`,
);
process.exit(problems.size === 0 ? 0 : 1);
