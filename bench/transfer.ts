import { setTimeout as sleep } from "node:timers/promises";
import { control, startEmulators } from "./support/emulators.js";
import { send, startGateway } from "./support/gateway.js";
import { ms, quantile } from "./support/measure.js";
import { exchange } from "./transfer/exchange.js";
import { poll } from "./transfer/poll.js";

/**
 * Measures what clients transfer: the size and time of responses with and without compression, and how many responses to clients that
 * poll are 304.
 */
const windows = Number(process.env.WINDOWS ?? 1_000);
const minutes = Number(process.env.MINUTES ?? 10);
const repetitions = 25;

const emulators = await startEmulators();
await control(emulators.flink, "POST", "seed", { applications: windows, region: "eu-west-1" });
await control(emulators.datadog, "POST", "seed", { windows });
const sources = [
  { id: "flink", provider: "AWS_FLINK", region: "eu-west-1", endpoint: emulators.flink },
  { id: "datadog", provider: "DATADOG", endpoint: emulators.datadog },
];
const gateway = await startGateway(sources, { METRICS_PORT: "off" });
const total = "{ maintenanceWindows(first: 1) { totalCount sources { state } } }";
for (;;) {
  const { data } = await send<{ maintenanceWindows: { sources: { state: string }[] } }>(gateway.url, total);
  if (data.maintenanceWindows.sources.every(({ state }) => state === "OK")) break;
  await sleep(500);
}

const fields = `__typename ... on ScheduledWindow { id title status certainty revision source { id provider } nextOccurrence { startsAt endsAt } }
  ... on FlinkMaintenanceWindow { startTime application { arn name status } } ... on DatadogMaintenanceWindow { query startsAt endsAt }`;
const list = (first: number, ofSource = "state", unread = "") =>
  `{ ${unread} maintenanceWindows(first: ${first}) { totalCount nodes { ${fields} } sources { ${ofSource} source { id } error { code } } } }`;
const urlOf = (query: string) => `${gateway.url}?${new URLSearchParams({ query })}`;
const feed = gateway.url.replace("/graphql", "/calendar.ics");

console.log(
  `${2 * windows} windows. Bytes, and medians of ${repetitions} requests: executed, and repeated from the response cache:`,
);
for (const [name, url] of [
  ["list of 20", (unread: string) => urlOf(list(20, "state", unread))],
  ["list of 200", (unread: string) => urlOf(list(200, "state", unread))],
  ["calendar", () => feed],
] as const) {
  for (const coding of ["identity", "gzip", "br", "zstd"]) {
    const times = { executed: [] as number[], repeated: [] as number[] };
    let bytes = 0;
    for (let index = 0; index < repetitions; index++) {
      const executed = await exchange(url(`x${index}${coding}: __typename`), { "accept-encoding": coding });
      times.executed.push(executed.durationMs);
      for (let warm = 0; warm < 3; warm++) await exchange(url(""), { "accept-encoding": coding });
      const repeated = await exchange(url(""), { "accept-encoding": coding });
      times.repeated.push(repeated.durationMs);
      bytes = repeated.bytes;
    }
    console.log(
      `  ${name.padEnd(12)} ${coding.padEnd(8)} ${String(bytes).padStart(9)} B ${ms(quantile(times.executed, 0.5)).padStart(9)} ${ms(quantile(times.repeated, 0.5)).padStart(9)}`,
    );
  }
}

console.log(
  `Clients that poll for ${minutes} minutes, while one window is changed in the middle of this time:`,
);
const clients = [
  { name: "dashboard, every 10 s", url: urlOf(list(50)), everySeconds: 10 },
  {
    name: "dashboard that shows fetchedAt, every 10 s",
    url: urlOf(list(50, "state fetchedAt")),
    everySeconds: 10,
  },
  { name: "calendar, every 60 s", url: feed, everySeconds: 60 },
];
const create = `mutation { createDatadogMaintenanceWindow(input: { name: "Release", query: "service:release", startsAt: "2099-01-01T10:00:00Z", endsAt: "2099-01-01T12:00:00Z" }) { __typename } }`;
const [results] = await Promise.all([
  Promise.all(clients.map((client) => poll(client, minutes))),
  sleep(minutes * 30_000).then(() => send(gateway.url, create)),
]);
for (const { name, requests, notModified, bytes, bytesWithout } of results) {
  console.log(
    `  ${name.padEnd(43)} ${requests} requests, ${notModified} of them 304 (${Math.round((100 * notModified) / requests)} %); ${bytes} B instead of ${bytesWithout} B`,
  );
}
gateway.stop();
emulators.stop();
