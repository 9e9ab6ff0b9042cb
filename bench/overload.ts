import { once } from "node:events";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { control, startEmulators } from "./support/emulators.js";
import { send, startGateway } from "./support/gateway.js";
import { ms, quantile } from "./support/measure.js";

/**
 * Overloads a gateway of the size of a small container with different expensive requests of one caller: a number of clients
 * that each send the next one as soon as they have an answer, and wait about as long as a 503 asks for.
 */
const windows = 20_000;
const maxHeapMb = 268;
const seconds = Number(process.argv[2] ?? 20);
const clientCounts = process.argv.length > 3 ? process.argv.slice(3).map(Number) : [64, 256, 600];

const emulators = await startEmulators();
await control(emulators.datadog, "POST", "seed", { windows: windows - 5 });
const agent = new Agent({ keepAlive: true });
const orders = ["TITLE", "ID", "NEXT_OCCURRENCE"];
const searches = (index: number) =>
  Array.from(
    { length: 20 },
    (_, field) =>
      `f${field}: maintenanceWindows(first: 1, orderBy: { field: ${orders[field % 3]} }, filter: { search: "x${index}-${field}" }) { totalCount }`,
  ).join(" ");

interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number;
  readonly text: string;
}

function post(url: string, query: string): Promise<Answer> {
  const body = JSON.stringify({ query });
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method: "POST", headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () =>
        resolve({
          status: incoming.statusCode ?? 0,
          retryAfterSeconds: Number(incoming.headers["retry-after"] ?? 0),
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

const outcomeOf = ({ status, text }: Answer) =>
  status === 200 ? (/"code":"(\w+)"/.exec(text)?.[1] ?? "OK") : String(status);

async function overload(clients: number): Promise<void> {
  const gateway = await startGateway(
    [{ id: "datadog", provider: "DATADOG", endpoint: emulators.datadog }],
    { METRICS_PORT: "off", INVENTORY_MAX_AGE_SECONDS: "3600" },
    { execArgv: [`--max-heap-size=${maxHeapMb}`] },
  );
  await send(gateway.url, "{ maintenanceWindows(first: 1) { totalCount } }");
  const prober = new Worker(new URL("../test/attacks/probe.mjs", import.meta.url), {
    workerData: { url: gateway.url.replace("/graphql", "/livez") },
  });
  const probes = async (): Promise<readonly number[]> => {
    prober.postMessage(null);
    const [delaysMs] = await once(prober, "message");
    return delaysMs;
  };
  await probes();
  const durationsMs = new Map<string, number[]>();
  const endsAt = performance.now() + 1_000 * seconds;
  let sent = 0;
  let isLost = false;
  async function client(): Promise<void> {
    while (performance.now() < endsAt && !isLost) {
      const startedAt = performance.now();
      const answer = await post(gateway.url, `{ ${searches(sent++)} }`).catch(() => null);
      if (answer === null) {
        isLost = true;
        return;
      }
      const outcome = outcomeOf(answer);
      const values = durationsMs.get(outcome) ?? [];
      values.push(performance.now() - startedAt);
      durationsMs.set(outcome, values);
      await sleep(1_000 * answer.retryAfterSeconds * (0.5 + Math.random()));
    }
  }
  await Promise.all(Array.from({ length: clients }, client));
  const outcomes = [...durationsMs].map(
    ([outcome, values]) =>
      `${outcome} ${values.length} (p50 ${ms(quantile(values, 0.5))}, p99 ${ms(quantile(values, 0.99))})`,
  );
  const end = isLost
    ? "the process ended"
    : `probes p99 ${ms(quantile(await probes(), 0.99))}; peak ${gateway.peakMb().toFixed(0)} MB`;
  console.log(`${clients} clients: ${[...outcomes, end].join("; ")}`);
  await prober.terminate();
  gateway.stop();
}

for (const clients of clientCounts) await overload(clients);
emulators.stop();
process.exit(0);
