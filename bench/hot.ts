import { load, pin } from "./hot/load.js";
import type { Target } from "./hot/targets.js";
import { createIssuer, peerNames, startPeer } from "./hot/targets.js";
import { sourcesOf } from "./read/sources.js";
import { startUpstreams } from "./read/upstreams.js";
import { send, startGateway } from "./support/gateway.js";
import { quantile } from "./support/measure.js";
import { record } from "./support/results.js";

/** Compares the rate of a warm list with hand-written servers that have the same windows in memory, in one interleaved run. */
const rounds = Number(process.env.ROUNDS ?? 5);
const seconds = Number(process.env.LOAD_SECONDS ?? 2);
const sizes = [20, 200];
const document = `query Hot($first: Int!) {
  maintenanceWindows(first: $first) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      __typename
      ... on FlinkMaintenanceWindow {
        id startTime endTime status
        application { arn name region status }
        nextOccurrence { startsAt endsAt }
      }
      ... on DatadogMaintenanceWindow { id name query startsAt endsAt status nextOccurrence { startsAt endsAt } }
    }
  }
}`;

interface Data {
  readonly maintenanceWindows: { readonly nodes: readonly unknown[]; readonly totalCount: number };
}

const upstreams = await startUpstreams();
const environment = { INVENTORY_MAX_AGE_SECONDS: "3600", METRICS_PORT: "off" };
const open = await startGateway(sourcesOf(upstreams), environment);
const { data } = await send<Data>(open.url, document, { first: 200 });
const windows = data.maintenanceWindows.nodes;
const issuer = await createIssuer();
const guarded = await startGateway(sourcesOf(upstreams), { ...environment, ...issuer.environment });
/** Comma-separated names, such as `ONLY=gateway,apollo`; all servers by default. */
const only = process.env.ONLY?.split(",");
const targets = (
  [
    { ...open, name: "gateway", token: null },
    { ...guarded, name: "gateway-jwt", token: issuer.token },
    ...(await Promise.all(peerNames.map((name) => startPeer(name, windows)))),
  ] satisfies readonly Target[]
).filter(({ name }) => only?.includes(name) ?? true);
for (const { pid } of targets) await pin(pid);

console.log(
  `Warm list of ${windows.length} of ${data.maintenanceWindows.totalCount} windows: server on one processor, 16 clients on the other, log level info, medians of ${rounds} rounds of ${seconds} s`,
);
for (const first of sizes) {
  for (const isAllDifferent of [false, true]) {
    const traffic = { document, variables: { first }, isAllDifferent };
    const rates = new Map(
      targets.map(({ name }) => [name, { perSecond: [] as number[], processorMs: [] as number[] }]),
    );
    // The first round only warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const target of targets) {
        const { perSecond, processorMs } = await load(target, traffic, seconds);
        if (round === 0) continue;
        rates.get(target.name)?.perSecond.push(perSecond);
        rates.get(target.name)?.processorMs.push(processorMs);
      }
    }
    console.log(
      `  ${first} per page, ${isAllDifferent ? "every request different" : "the same request repeated"}:`,
    );
    const rateOf = (name: string) => quantile(rates.get(name)?.perSecond ?? [], 0.5);
    for (const [name, { perSecond, processorMs }] of rates) {
      console.log(
        `    ${name.padEnd(14)} ${quantile(perSecond, 0.5).toFixed(0).padStart(6)}/s   ${quantile(processorMs, 0.5).toFixed(3)} ms of processor time per request`,
      );
    }
    const peer = isAllDifferent ? "apollo" : "mercurius-jit";
    for (const name of ["gateway", "gateway-jwt"]) {
      const ratio = rateOf(name) / rateOf(peer);
      console.log(`    ${name} / ${peer}: ${ratio.toFixed(2)} ×`);
      record(
        `${name}, ${first} per page, ${isAllDifferent ? "all different" : "repeated"}, to ${peer}`,
        ratio,
        "higher",
      );
    }
  }
}
for (const { stop } of targets) stop();
upstreams.close();
