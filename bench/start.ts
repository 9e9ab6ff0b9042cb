import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { startEmulators } from "./support/emulators.js";
import { send, startGateway } from "./support/gateway.js";
import { ms, quantile, timed } from "./support/measure.js";
import { record } from "./support/results.js";

const runs = Number(process.env.RUNS ?? 9);
const restMs = 1_500;

/** Node.js with only an HTTP server: the lower bound for a gateway. */
const baseline = ["-e", 'require("node:http").createServer().listen(0, () => console.log("listening"))'];

interface Measurement {
  readonly listeningMs: number;
  readonly residentMb: number;
}

/** Starts a program, waits until it prints that it is listening, lets it idle, and reads its resident memory (Linux). */
async function measure(given: readonly string[]): Promise<Measurement> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, given, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk) => {
      if (/listening/i.test(String(chunk))) resolve();
    });
  });
  const listeningMs = performance.now() - startedAt;
  await sleep(restMs);
  const residentKb = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]);
  child.kill();
  await new Promise((resolve) => child.once("exit", resolve));
  return { listeningMs, residentMb: residentKb / 1024 };
}

/** Starts a gateway with a source of each provider, and measures its first list, which also imports the SDKs. */
async function measureFirstList() {
  const gateway = await startGateway(
    [
      { id: "flink", provider: "AWS_FLINK", region: "eu-central-1", endpoint: emulators.flink },
      { id: "datadog", provider: "DATADOG", endpoint: emulators.datadog },
    ],
    { METRICS_PORT: "off" },
  );
  // The probe opens the connection.
  await send(gateway.url, "{ __typename }");
  const firstListMs = await timed(() => send(gateway.url, "{ maintenanceWindows { totalCount } }"));
  const residentMb = gateway.residentMb();
  gateway.stop();
  return { firstListMs, residentMb };
}

const emulators = await startEmulators();
const programs = { baseline, gateway: ["dist/main.js"] };
const results = { baseline: [] as Measurement[], gateway: [] as Measurement[] };
// The first start fills the compile cache, as the first start of an installed gateway does.
const first = await measure(programs.gateway);
for (let run = 0; run < runs; run++) {
  for (const name of ["baseline", "gateway"] as const) results[name].push(await measure(programs[name]));
}

const summary = (name: "baseline" | "gateway") => ({
  listeningMs: Math.round(
    quantile(
      results[name].map(({ listeningMs }) => listeningMs),
      0.5,
    ),
  ),
  residentMb: Math.round(
    quantile(
      results[name].map(({ residentMb }) => residentMb),
      0.5,
    ),
  ),
});
const [base, gateway] = [summary("baseline"), summary("gateway")];
const ratio = (of: "listeningMs" | "residentMb") => `${(gateway[of] / base[of]).toFixed(1)} ×`;
console.log(`Medians of ${runs} starts (time to listen, and resident memory after ${restMs} ms idle):`);
console.log(`  bare Node.js server   ${base.listeningMs} ms   ${base.residentMb} MB`);
console.log(`  gateway               ${gateway.listeningMs} ms   ${gateway.residentMb} MB`);
console.log(`  ratio                 ${ratio("listeningMs")}   ${ratio("residentMb")}`);
console.log(`First start (compile cache possibly empty): ${Math.round(first.listeningMs)} ms`);
record("time to listen, to a bare server", gateway.listeningMs / base.listeningMs);
record("resident memory at rest, in MB", gateway.residentMb);

const firstLists = [];
for (let run = 0; run < runs; run++) firstLists.push(await measureFirstList());
const firstListMs = quantile(
  firstLists.map(({ firstListMs }) => firstListMs),
  0.5,
);
const firstListMb = quantile(
  firstLists.map(({ residentMb }) => residentMb),
  0.5,
);
console.log(
  `First list of both providers: ${ms(firstListMs)} (${(firstListMs / base.listeningMs).toFixed(1)} × the start of the bare server), then ${firstListMb.toFixed(0)} MB`,
);
record("first list of both providers, to the start of a bare server", firstListMs / base.listeningMs);
record("resident memory after the first list, in MB", firstListMb);
emulators.stop();
