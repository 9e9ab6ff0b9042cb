import { fork } from "node:child_process";
import { control, startEmulators } from "./support/emulators.js";
import { send, startGateway } from "./support/gateway.js";
import { ms, quantile, timed } from "./support/measure.js";
import { record } from "./support/results.js";
import type { Write } from "./write/clients.js";

/** Compares each write through the gateway with the same calls through the bare SDKs, alternating in one run. */
const rounds = Number(process.env.ROUNDS ?? 100);
const latencyMs = 40;
const concurrency = 10;
const region = "eu-central-1";
/** The bare SDK writes to another window, so that the gateway's cache stays correct. */
const uuids = {
  bare: "00000000-0000-4000-8000-000000000005",
  gateway: "00000000-0000-4000-8000-000000000004",
};
const applications = Array.from({ length: 100 }, (_, index) => `load-${String(index + 1).padStart(5, "0")}`);
const arnOf = (name: string) => `arn:aws:kinesisanalytics:${region}:123456789012:application/${name}`;

const upstreams = await startEmulators();
await control(upstreams.flink, "POST", "seed", { applications: applications.length, region });
for (const url of [upstreams.flink, upstreams.datadog]) {
  await control(url, "POST", "faults", [{ operation: "*", fault: { latencyMs } }]);
}
const gateway = await startGateway(
  [
    { id: "flink", provider: "AWS_FLINK", region, endpoint: upstreams.flink, concurrency },
    { id: "datadog", provider: "DATADOG", endpoint: upstreams.datadog, concurrency },
  ],
  // A fresh inventory saves the read before a write.
  { INVENTORY_MAX_AGE_SECONDS: "3600" },
);

const bare = fork("bench/write/clients.ts", {
  execArgv: ["--import", "tsx"],
  env: {
    ...process.env,
    FLINK_URL: upstreams.flink,
    DATADOG_URL: upstreams.datadog,
    REGION: region,
    CONCURRENCY: String(concurrency),
  },
});
await new Promise((resolve) => bare.once("message", resolve));
const ask = (write: Write) =>
  new Promise<number>((resolve) => {
    bare.once("message", (durationMs) => resolve(Number(durationMs)));
    bare.send(write);
  });

/** Makes each write different from the last one. */
let written = 0;
function nextWrite(name: Write["name"]): Write {
  written += 1;
  const startTime = `${String(written % 24).padStart(2, "0")}:${String(written % 60).padStart(2, "0")}`;
  return {
    name,
    application: applications[1] ?? "",
    applications,
    uuid: uuids.bare,
    startTime,
    text: `Window ${written}`,
  };
}

const revisionOf = async (id: string): Promise<string> => {
  const document = `{ maintenanceWindow(id: "${id}") { ... on ScheduledWindow { revision } } }`;
  const { data } = await send<{ maintenanceWindow: { revision: string } }>(gateway.url, document);
  return data.maintenanceWindow.revision;
};

const flinkChanged =
  "__typename ... on FlinkMaintenanceWindowChanged { outcome window { startTime } warnings { code } } ... on MaintenanceError { code message }";
const datadogChanged =
  "__typename ... on DatadogMaintenanceWindowChanged { outcome window { id name endsAt } warnings { code } } ... on MaintenanceError { code message }";
const flinkInput = "($id: ID!, $startTime: UtcTime!, $ifRevision: String)";
const datadogInput = "($id: ID!, $name: String!, $ifRevision: String)";
const updateFlink = `mutation ${flinkInput} { result: updateFlinkMaintenanceWindow(input: { id: $id, startTime: $startTime, ifRevision: $ifRevision }) { ${flinkChanged} } }`;
const updateDatadog = `mutation ${datadogInput} { result: updateDatadogMaintenanceWindow(input: { id: $id, name: $name, ifRevision: $ifRevision }) { ${datadogChanged} } }`;
const createDatadog = `mutation ($input: CreateDatadogMaintenanceWindowInput!) { result: createDatadogMaintenanceWindow(input: $input) { ${datadogChanged} } }`;
const changeMany = `mutation ($changes: [MaintenanceWindowChangeInput!]!) { results: changeMaintenanceWindows(changes: $changes) { ${flinkChanged} } }`;

type Result = { readonly outcome?: string };

async function mutate(document: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
  const { data } = await send<{ result?: Result; results?: readonly Result[] }>(
    gateway.url,
    document,
    variables,
  );
  for (const { outcome } of data.results ?? [data.result ?? {}]) {
    if (outcome !== "UPDATED" && outcome !== "CREATED") throw new Error(JSON.stringify(data));
  }
}

const flinkId = arnOf(applications[0] ?? "");
const datadogId = `datadog:datadog:${uuids.gateway}`;

/** The same writes through the gateway. The outer function prepares a write and is not measured. */
const throughGateway: Readonly<Record<Write["name"], (write: Write) => Promise<() => Promise<void>>>> = {
  updateFlink:
    async ({ startTime }) =>
    () =>
      mutate(updateFlink, { id: flinkId, startTime }),
  updateDatadog:
    async ({ text }) =>
    () =>
      mutate(updateDatadog, { id: datadogId, name: text }),
  createDatadog:
    async ({ text }) =>
    () => {
      const [startsAt, endsAt] = ["2030-01-01T00:00:00Z", "2030-01-01T01:00:00Z"];
      return mutate(createDatadog, { input: { name: text, query: `bench:${text}`, startsAt, endsAt } });
    },
  readAndUpdateFlink: async ({ startTime }) => {
    const ifRevision = await revisionOf(`flink:${flinkId}`);
    return () => mutate(updateFlink, { id: flinkId, startTime, ifRevision });
  },
  readAndUpdateDatadog: async ({ text }) => {
    const ifRevision = await revisionOf(datadogId);
    return () => mutate(updateDatadog, { id: datadogId, name: text, ifRevision });
  },
  updateManyFlink:
    async ({ startTime }) =>
    () => {
      const changes = applications.map((name) => ({ updateFlink: { id: arnOf(name), startTime } }));
      return mutate(changeMany, { changes });
    },
};

async function readAll(): Promise<void> {
  await send(gateway.url, "{ maintenanceWindows { totalCount } }");
}

const titles: Readonly<Record<Write["name"], string>> = {
  updateFlink: "Flink update, against one call",
  updateDatadog: "Datadog update, against one call",
  createDatadog: "Datadog creation, against one call",
  readAndUpdateFlink: "Flink update with ifRevision, against describe and update",
  readAndUpdateDatadog: "Datadog update with ifRevision, against list and update",
  updateManyFlink: "100 Flink updates in one mutation, against 100 calls, ten at a time",
};

console.log(
  `Medians with ${latencyMs} ms upstream latency, ${rounds} rounds (a tenth of them for the 100 updates):`,
);
for (const name of Object.keys(titles) as Write["name"][]) {
  const durations = { bare: [] as number[], gateway: [] as number[] };
  const count = name === "updateManyFlink" ? Math.ceil(rounds / 10) : rounds;
  await readAll();
  const warmingUp = Math.ceil(count / 5);
  for (let round = 0; round < warmingUp + count; round++) {
    const bareMs = await ask(nextWrite(name));
    const gatewayMs = await timed(await throughGateway[name](nextWrite(name)));
    if (round < warmingUp) continue;
    durations.bare.push(bareMs);
    durations.gateway.push(gatewayMs);
  }
  const [bareMs, gatewayMs] = [quantile(durations.bare, 0.5), quantile(durations.gateway, 0.5)];
  const ratio = (gatewayMs / bareMs).toFixed(2);
  record(titles[name], gatewayMs / bareMs);
  console.log(
    `  ${titles[name]}: bare SDK ${ms(bareMs)}, gateway ${ms(gatewayMs)}: ${ratio} × (p99 ${ms(quantile(durations.gateway, 0.99))})`,
  );
}
bare.kill();
gateway.stop();
upstreams.stop();
