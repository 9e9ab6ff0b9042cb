import { startBrowser } from "../test/browser/browser.js";
import { startDashboard } from "../test/browser/dashboard.js";
import { startChild } from "../test/support/child-process.js";
import type { Load } from "./dashboard/measure-load.js";
import { measureLoad, slowdown } from "./dashboard/measure-load.js";
import { control, startEmulators } from "./support/emulators.js";
import { fillCache, startGateway } from "./support/gateway.js";
import { ms, quantile } from "./support/measure.js";
import { record } from "./support/results.js";

/** Compares the example dashboard with a minimal page that has the same React and Apollo Client, on a slow processor. */
const loads = Number(process.env.LOADS ?? 9);
const [applications, windows] = [4_500, 500];
const firstDeclared = "Orders database upgrade";

const emulators = await startEmulators();
await control(emulators.flink, "POST", "seed", { applications, region: "eu-west-1" });
await control(emulators.datadog, "POST", "seed", { windows: windows - 5 });
const sources = [
  { id: "flink", provider: "AWS_FLINK", region: "eu-west-1", endpoint: emulators.flink },
  { id: "datadog", provider: "DATADOG", endpoint: emulators.datadog },
];
const gateway = await startGateway(sources, { METRICS_PORT: "off", INVENTORY_MAX_AGE_SECONDS: "3600" });
await fillCache(gateway.url, applications + windows);

const { origin } = new URL(gateway.url);
const baseline = startChild(process.execPath, ["bench/dashboard/serve-baseline.mjs"], {
  GATEWAY_URL: origin,
});
process.once("exit", () => baseline.kill("SIGTERM"));
const [, baselineUrl = ""] = await baseline.waitFor(/^Baseline (\S+)$/m);
const dashboard = await startDashboard(origin);
process.once("exit", () => void dashboard.stop());
const browser = await startBrowser();

const measured: { readonly base: Load; readonly own: Load }[] = [];
for (let load = 0; load <= loads; load++) {
  const base = await measureLoad(browser, baselineUrl, (page) => page.locator("summary").first());
  const menu = `Actions for ${firstDeclared}`;
  const own = await measureLoad(browser, dashboard.url, (page) => page.getByRole("button", { name: menu }));
  // The first loads also fill caches of the gateway.
  if (load > 0) measured.push({ base, own });
}
await browser.close();
await dashboard.stop();
baseline.kill("SIGTERM");
gateway.stop();
emulators.stop();

const kb = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`;
const results = [
  ["script bytes", "scriptBytes", kb],
  ["script bytes, gzip", "gzipBytes", kb],
  ["time to interactive", "interactiveMs", ms],
  ["longest task", "longestTaskMs", ms],
  ["keystroke", "keystrokeMs", ms],
  ["layout shift", "layoutShift", (shift: number) => shift.toFixed(2)],
] as const;
const print = (...[name, ...columns]: readonly string[]) =>
  console.log(`${name?.padEnd(20)}${columns.map((column) => column.padStart(14)).join("")}`);
console.log(
  `${applications} applications and ${windows} Datadog windows. Medians of ${loads} page loads, with a processor that is ${slowdown} times slower:`,
);
print("", "minimal page", "dashboard", "ratio");
for (const [name, key, format] of results) {
  const median = (page: "base" | "own") =>
    quantile(
      Array.from(measured, (load) => load[page][key]),
      0.5,
    );
  const [base, own] = [median("base"), median("own")];
  // The minimal page hardly shifts, so a ratio would mean little.
  const isRatio = key !== "layoutShift";
  print(name, format(base), format(own), isRatio ? (own / base).toFixed(2) : "");
  record(`dashboard, ${name}${isRatio ? ", to a minimal page" : ""}`, isRatio ? own / base : own);
}
