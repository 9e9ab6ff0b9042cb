import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { memoryOf } from "../test/soak/memory-usage.js";
import { freePort } from "../test/support/free-port.js";
import { control, startEmulators } from "./support/emulators.js";
import type { EventStream } from "./support/event-stream.js";
import { openEventStream } from "./support/event-stream.js";
import type { Server } from "./support/gateway.js";
import { fillCache, send, startGateway, startServer } from "./support/gateway.js";
import { ms, quantile } from "./support/measure.js";

/**
 * Compares idle streams of one process with those of a bare server: their memory, and how long all of them take to receive one
 * change. Then whether memory returns after many have come and gone, how late the opening of a window arrives, and, if redis-server
 * is installed, the time from a change on one replica to a stream of another one.
 */
const windows = 1_000;
const counts = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [2_000, 10_000];
const rounds = 100;
const streamsPerRound = 100;
const changes = 100;
const openings = 10;

const emulators = await startEmulators();
await control(emulators.datadog, "POST", "seed", { windows: windows - 5 });
const sources = [{ id: "datadog", provider: "DATADOG", endpoint: emulators.datadog }];
const events = `subscription {
  maintenanceWindowChanged { type at position ... on MaintenanceWindowEvent { window { id title } } }
}`;
const verdicts = "subscription { maintenanceNow { verdict totalCount } }";
const loopDelay = ["--import", "./bench/scale/loop-delay.mjs", "--expose-gc"];
const settings = { METRICS_PORT: "off", MAX_STREAMS: "20000", MAX_STREAMS_PER_CALLER: "20000" };

async function changeWindow(url: string, title: string): Promise<void> {
  const { data } = await send<{ updateDatadogMaintenanceWindow: { outcome?: string } }>(
    url,
    `mutation ($input: UpdateDatadogMaintenanceWindowInput!) {
      updateDatadogMaintenanceWindow(input: $input) {
        ... on DatadogMaintenanceWindowChanged { outcome }
        ... on MaintenanceError { message }
      }
    }`,
    { input: { id: "datadog:datadog:00000000-0000-4000-8000-000000000004", name: title } },
  );
  if (data.updateDatadogMaintenanceWindow.outcome !== "UPDATED") throw new Error(JSON.stringify(data));
}

/** Opens streams, a few at a time. */
async function openStreams(url: string, count: number, query: string, onData: (data: string) => void) {
  const streams: EventStream[] = [];
  while (streams.length < count) {
    const opened = Array.from({ length: Math.min(100, count - streams.length) }, () =>
      openEventStream(url, query, onData),
    );
    await Promise.all(opened.map(({ begun }) => begun));
    streams.push(...opened);
  }
  return streams;
}

/** Waits until the memory has stopped falling. */
async function restingMb({ residentMb }: Server): Promise<number> {
  let lowest = residentMb();
  for (let waits = 0; waits < 6; waits++) {
    await sleep(500);
    lowest = Math.min(lowest, residentMb());
  }
  return lowest;
}

/** Measures a number of streams of a server, and one change. */
async function measureStreams(server: Server, count: number, change: () => Promise<unknown>) {
  let received = 0;
  let lastAt = 0;
  const onData = () => {
    received += 1;
    lastAt = performance.now();
  };
  const before = await restingMb(server);
  const streams = await openStreams(server.url, count, events, onData);
  const kb = (((await restingMb(server)) - before) * 1024) / count;
  await server.loopDelay();
  const startedAt = performance.now();
  await change();
  while (received < count) await sleep(5);
  const { p99Ms, maxMs } = await server.loopDelay();
  for (const { leave } of streams) leave();
  server.stop();
  const allMs = lastAt - startedAt;
  const delays = `event loop delayed by at most ${ms(maxMs)} (99 %: ${ms(p99Ms)})`;
  return {
    kb,
    allMs,
    text: `${kb.toFixed(1)} KB each; one change reaches all after ${ms(allMs)}; ${delays}`,
  };
}

/** Compares the streams of the gateway with those of a bare server. */
async function compareStreams(count: number): Promise<void> {
  const bare = await startServer("bench/streams/bare-server.mjs", loopDelay);
  const base = await measureStreams(bare, count, () =>
    fetch(bare.url.replace("graphql", "change"), { method: "POST" }),
  );
  const gateway = await startGateway(sources, settings, { execArgv: loopDelay });
  await fillCache(gateway.url, windows);
  const own = await measureStreams(gateway, count, () => changeWindow(gateway.url, `Changed ${count}`));
  console.log(`${count} streams of a bare server: ${base.text}`);
  console.log(`${count} streams of the gateway: ${own.text}`);
  console.log(
    `  ${(own.kb / base.kb).toFixed(1)} × the memory, ${(own.allMs / base.allMs).toFixed(1)} × the time`,
  );
}

/** Opens and closes streams many times. Reports the heap without garbage after each ten rounds. */
async function measureRounds(): Promise<void> {
  const metricsPort = await freePort();
  const gateway = await startGateway(
    sources,
    { ...settings, METRICS_PORT: String(metricsPort) },
    { execArgv: ["--expose-gc", "--import", "./test/soak/collect-garbage.mjs"] },
  );
  await fillCache(gateway.url, windows);
  const samples = memoryOf(`http://127.0.0.1:${metricsPort}/metrics`);
  const heapMb: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const query = round % 2 === 0 ? events : verdicts;
    const streams = await openStreams(gateway.url, streamsPerRound, query, () => {});
    for (const { leave } of streams) leave();
    if (round % 10 < 9) continue;
    // Garbage is collected every two seconds.
    await sleep(2_500);
    heapMb.push(samples.heapMb.at(-1) ?? Number.NaN);
  }
  console.log(
    `${rounds} rounds of ${streamsPerRound} streams: heap ${heapMb.map((mb) => mb.toFixed(1)).join(", ")} MB`,
  );
  samples.stop();
  gateway.stop();
}

/** Measures how long after its instant the opening of a window arrives. */
async function measureOpenings(): Promise<void> {
  const gateway = await startGateway(sources, settings);
  await fillCache(gateway.url, windows);
  const lateMs: number[] = [];
  const stream = openEventStream(
    gateway.url,
    "subscription { maintenanceWindowChanged(filter: { types: [OPENED] }) { at } }",
    (data) => lateMs.push(Date.now() - Date.parse(JSON.parse(data).data.maintenanceWindowChanged.at)),
  );
  await stream.begun;
  // Datadog's times have whole seconds.
  const firstMs = Math.ceil(Date.now() / 1000) * 1000 + 3_000;
  for (let opening = 0; opening < openings; opening++) {
    const startsAt = new Date(firstMs + 1000 * opening).toISOString();
    await send(
      gateway.url,
      `mutation ($input: CreateDatadogMaintenanceWindowInput!) {
        createDatadogMaintenanceWindow(input: $input) { __typename }
      }`,
      {
        input: {
          name: `Opening ${opening}`,
          query: `service:opening-${opening}`,
          startsAt,
          duration: "PT1H",
        },
      },
    );
  }
  while (lateMs.length < openings) await sleep(50);
  console.log(
    `${openings} openings: ${ms(quantile(lateMs, 0.5))} after their instant, at most ${ms(Math.max(...lateMs))}`,
  );
  stream.leave();
  gateway.stop();
}

/** Measures how long a change on one replica takes to reach a stream of another. */
async function measureReplicas(): Promise<void> {
  const port = await freePort();
  const redis = spawn("redis-server", ["--port", String(port), "--save", ""], { stdio: "ignore" });
  await once(redis, "spawn");
  process.once("exit", () => redis.kill());
  await sleep(300);
  const shared = { ...settings, REDIS_URL: `redis://127.0.0.1:${port}` };
  const [writer, reader] = await Promise.all([startGateway(sources, shared), startGateway(sources, shared)]);
  await Promise.all([fillCache(writer.url, windows), fillCache(reader.url, windows)]);
  let arrived = Promise.withResolvers<number>();
  const stream = openEventStream(reader.url, events, () => arrived.resolve(performance.now()));
  await stream.begun;
  await sleep(500);
  const fromRequestMs: number[] = [];
  const fromAnswerMs: number[] = [];
  for (let change = 0; change < changes; change++) {
    arrived = Promise.withResolvers();
    const startedAt = performance.now();
    await changeWindow(writer.url, `Change ${change}`);
    const answeredAt = performance.now();
    const arrivedAt = await arrived.promise;
    fromRequestMs.push(arrivedAt - startedAt);
    fromAnswerMs.push(Math.max(0, arrivedAt - answeredAt));
  }
  const figures = (values: readonly number[]) =>
    `median ${ms(quantile(values, 0.5))}, 99 % ${ms(quantile(values, 0.99))}`;
  console.log(
    `${changes} changes on another replica: ${figures(fromRequestMs)} after the request was sent, ${figures(fromAnswerMs)} after its answer`,
  );
  stream.leave();
  for (const gateway of [writer, reader]) gateway.stop();
  redis.kill();
}

for (const count of counts) await compareStreams(count);
await measureRounds();
await measureOpenings();
try {
  execFileSync("redis-server", ["--version"], { stdio: "ignore" });
  await measureReplicas();
} catch (error) {
  console.log(`Replicas were not measured: ${error instanceof Error ? error.message : String(error)}`);
}
emulators.stop();
process.exit();
