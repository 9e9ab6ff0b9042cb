import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { control, startEmulators } from "../../bench/support/emulators.js";
import { startGateway } from "../../bench/support/gateway.js";
import { quantile } from "../../bench/support/measure.js";
import type { Target } from "./requests.js";
import { attacks } from "./requests.js";

/**
 * Attacks a gateway of the size of a small container, with requests that its default limits allow or reject. It must survive each
 * attack, and answer its liveness probe in time.
 */
const applications = 15_000;
const windows = 5_000;
const maxMemoryMb = 512;
/** A machine that does other work at the same time needs a larger limit. */
const maxProbeMs = Number(process.env.ATTACK_MAX_PROBE_MS ?? 100);
/** The limit that Node.js sets itself in a container with that much memory. */
const maxHeapMb = 268;

const emulators = await startEmulators();
await control(emulators.flink, "POST", "seed", { applications, region: "eu-west-1" });
await control(emulators.datadog, "POST", "seed", { windows: windows - 5 });
const gateway = await startGateway(
  [
    { id: "flink", provider: "AWS_FLINK", region: "eu-west-1", endpoint: emulators.flink },
    { id: "datadog", provider: "DATADOG", endpoint: emulators.datadog },
  ],
  {
    METRICS_PORT: "off",
    INVENTORY_MAX_AGE_SECONDS: "3600",
    INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "3600",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "86400",
  },
  {
    execArgv: [`--max-heap-size=${maxHeapMb}`],
  },
);
const target: Target = { url: gateway.url };
const only = process.argv[2];

async function fill(): Promise<void> {
  for (;;) {
    const body = JSON.stringify({ query: "{ maintenanceWindows(first: 1) { totalCount } }" });
    const response = await fetch(gateway.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const { data } = (await response.json()) as { data?: { maintenanceWindows: { totalCount: number } } };
    if ((data?.maintenanceWindows.totalCount ?? 0) >= applications + windows) return;
    await sleep(500);
  }
}

await fill();
const prober = new Worker(new URL("./probe.mjs", import.meta.url), {
  workerData: { url: gateway.url.replace("/graphql", "/livez") },
});
async function probes(): Promise<readonly number[]> {
  prober.postMessage(null);
  const [delaysMs] = await once(prober, "message");
  return delaysMs as readonly number[];
}

let failed = 0;
console.log(`${applications + windows} windows; ${gateway.residentMb().toFixed(0)} MB before the attacks`);
for (const [name, attack] of Object.entries(attacks)) {
  if (only !== undefined && !name.includes(only)) continue;
  await sleep(200);
  await probes();
  const startedAt = performance.now();
  const problem = await attack(target).catch(String);
  const seconds = (performance.now() - startedAt) / 1000;
  const delaysMs = [...(await probes())];
  const p99Ms = quantile(delaysMs, 0.99);
  const peakMb = gateway.peakMb();
  const isWell = problem === null && p99Ms < maxProbeMs && peakMb < maxMemoryMb;
  if (!isWell) failed += 1;
  console.log(
    `${isWell ? "ok  " : "FAIL"} ${name.padEnd(44)} ${seconds.toFixed(1).padStart(5)} s   probes p99 ${p99Ms.toFixed(0).padStart(5)} ms, max ${Math.max(
      ...delaysMs,
    )
      .toFixed(0)
      .padStart(5)} ms   ${peakMb.toFixed(0)} MB${problem === null ? "" : `   ${problem}`}`,
  );
}
void prober.terminate();
gateway.stop();
emulators.stop();
console.log(failed === 0 ? "Passed: the gateway survived every attack." : `Failed: ${failed} attacks.`);
process.exit(failed === 0 ? 0 : 1);
