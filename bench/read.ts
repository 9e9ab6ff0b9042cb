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
import { record } from "./support/results.js";

const rounds = Number(process.env.ROUNDS ?? 7);
const everything = "{ maintenanceWindows(first: 200) { totalCount sources { state } } }";
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

const query = (url: string, document: string) => send<unknown>(url, document);

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
record("full read with an empty cache, to an ideal client", gatewayMs / idealMs);
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
console.log(`Resident memory of the gateway: ${warm.residentMb().toFixed(0)} MB with all windows cached`);
warm.stop();
upstreams.close();
