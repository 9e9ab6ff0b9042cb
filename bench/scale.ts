import { setTimeout as sleep } from "node:timers/promises";
import { control, startEmulators } from "./support/emulators.js";
import { fillCache, get, send, startGateway } from "./support/gateway.js";
import { ms, quantile, timed } from "./support/measure.js";

/** Measures the gateway with many windows: the time of each kind of read, and how long it blocks its event loop. */
const applications = Number(process.env.APPLICATIONS ?? 40_000);
const windows = Number(process.env.WINDOWS ?? 10_000);
const repetitions = 25;
const refreshSeconds = 4;
const refreshes = 4;

const emulators = await startEmulators();
await control(emulators.flink, "POST", "seed", { applications, region: "eu-west-1" });
await control(emulators.datadog, "POST", "seed", { windows: windows - 5 });
const sources = [
  { id: "flink", provider: "AWS_FLINK", region: "eu-west-1", endpoint: emulators.flink },
  { id: "datadog", provider: "DATADOG", endpoint: emulators.datadog },
];
const environment = {
  METRICS_PORT: "off",
  LOG_LEVEL: "info",
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "3600",
  FLINK_DESCRIBE_MAX_AGE_SECONDS: "86400",
};
const monitored = { execArgv: ["--import", "./bench/scale/loop-delay.mjs"] };

const fields = "... on ScheduledWindow { id title status nextOccurrence { startsAt endsAt } }";
const page = (text: string) => `{ maintenanceWindows(first: 20${text}) { totalCount nodes { ${fields} } } }`;

const still = await startGateway(sources, { ...environment, INVENTORY_MAX_AGE_SECONDS: "3600" }, monitored);
const coldMs = await timed(() => fillCache(still.url, applications + windows));
console.log(
  `${applications} applications and ${windows} Datadog windows, read in ${(coldMs / 1000).toFixed(0)} s (loop delay at most ${ms((await still.loopDelay()).maxMs)}); ${still.residentMb().toFixed(0)} MB`,
);
const first = await send<{ maintenanceWindows: { pageInfo: { endCursor: string } } }>(
  still.url,
  "{ maintenanceWindows(first: 200, orderBy: { field: ID }) { pageInfo { endCursor } } }",
);
const { endCursor } = first.data.maintenanceWindows.pageInfo;
const at = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
const reads = {
  "first page": page(""),
  "later page": page(`, orderBy: { field: ID }, after: "${endCursor}"`),
  "page by title": page(", orderBy: { field: TITLE }"),
  search: page(', filter: { search: "load-7" }'),
  "status filter": page(", filter: { statuses: [ACTIVE] }"),
  maintenanceNow: "{ maintenanceNow { verdict clearAt totalCount } }",
  "calendar page": `{ maintenanceOccurrences(from: "${at(0)}", to: "${at(7)}", first: 100) { nodes { startsAt window { ${fields} } } } }`,
};
console.log(
  `Medians of ${repetitions} requests: asked anew, and repeated; the longest delay of the event loop:`,
);
for (const [name, document] of Object.entries(reads)) {
  const anew: number[] = [];
  const repeated: number[] = [];
  await still.loopDelay();
  for (let index = 0; index < repetitions; index++)
    anew.push(await timed(() => send(still.url, document, { unread: index })));
  const { maxMs } = await still.loopDelay();
  for (let index = 0; index < repetitions; index++)
    repeated.push(await timed(() => send(still.url, document)));
  console.log(
    `  ${name.padEnd(16)} ${ms(quantile(anew, 0.5)).padStart(8)} (first ${ms(anew[0] ?? 0)})   ${ms(quantile(repeated, 0.5)).padStart(8)}   ${ms(maxMs).padStart(8)}`,
  );
}
for (const query of ["", "?days=7"]) {
  const feeds: number[] = [];
  let bytes = 0;
  await still.loopDelay();
  for (let index = 0; index < 5; index++)
    feeds.push(
      await timed(async () => {
        bytes = (await get(still.url.replace("/graphql", `/calendar.ics${query}`))).length;
      }),
    );
  const { maxMs } = await still.loopDelay();
  console.log(
    `  ${`.ics${query}`.padEnd(16)} ${ms(quantile(feeds, 0.5)).padStart(8)} (first ${ms(feeds[0] ?? 0)}), ${(bytes / 1e6).toFixed(1)} MB   ${ms(maxMs).padStart(8)}`,
  );
}
still.stop();

const refreshing = await startGateway(
  sources,
  { ...environment, INVENTORY_MAX_AGE_SECONDS: String(refreshSeconds) },
  monitored,
);
await fillCache(refreshing.url, applications + windows);
await sleep(refreshSeconds * 1000);
await refreshing.loopDelay();
const during: number[] = [];
const until = performance.now() + refreshes * refreshSeconds * 1000;
for (let index = 0; performance.now() < until; index++) {
  during.push(await timed(() => send(refreshing.url, page(""), { unread: index })));
  await sleep(20);
}
const { p99Ms, maxMs } = await refreshing.loopDelay();
console.log(
  `While it refreshes every ${refreshSeconds} s: a page takes ${ms(quantile(during, 0.5))}, 99 % at most ${ms(quantile(during, 0.99))}; loop delay 99 % ${ms(p99Ms)}, at most ${ms(maxMs)}; ${refreshing.residentMb().toFixed(0)} MB`,
);
refreshing.stop();
emulators.stop();
