import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import type { Readable } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { freePort } from "../support/free-port.js";
import { datadogId } from "../support/mutations.js";
import { send } from "../support/send.js";

/** Longer than a shutdown of an idle gateway, including the last attempts to write its log. */
const shutdownMs = 5_000;

let child: ChildProcess;
afterEach(async () => {
  child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
});

/** Starts the gateway with these outputs, and waits until it responds. */
async function startGateway(outputs: readonly ["pipe" | number, "ignore" | number], given = {}) {
  const [port, metricsPort, datadogPort] = await Promise.all([freePort(), freePort(), freePort()]);
  child = spawn(process.execPath, ["dist/main.js"], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      SHUTDOWN_DELAY_MS: "0",
      EMULATORS: "true",
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      EMULATOR_DATADOG_PORT: String(datadogPort),
      ...given,
    },
    stdio: ["ignore", ...outputs],
  });
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const address = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`http://127.0.0.1:${metricsPort}/metrics`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (child.exitCode === null && !(await isReady()));
  return {
    address,
    async metric(name: string): Promise<number> {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\d+)$`, "m").exec(text)?.[1]);
    },
    datadogRequests: async (): Promise<unknown> =>
      (await fetch(`http://127.0.0.1:${datadogPort}/_emulator/requests`)).json(),
    async stop(): Promise<{ readonly code: number | null; readonly tookMs: number }> {
      const startedAt = performance.now();
      child.kill("SIGTERM");
      return { code: await exited, tookMs: performance.now() - startedAt };
    },
  };
}

const isClean = { code: 0, tookMs: expect.toSatisfy((tookMs: number) => tookMs < shutdownMs) };

test.runIf(process.platform === "linux")(
  "with full disks under its outputs, the gateway serves reads, rejects writes if AUDIT_REQUIRED, and exits",
  async () => {
    const full = openSync("/dev/full", "w");
    const { address, datadogRequests, stop } = await startGateway([full, full], { AUDIT_REQUIRED: "true" });
    closeSync(full);
    const { data } = await send(address, "{ maintenanceWindows { totalCount } }");
    expect(data.maintenanceWindows.totalCount).toBe(15);
    const document = `mutation { deleteDatadogMaintenanceWindow(input: { id: "${datadogId(2)}" }) {
      __typename ... on UpstreamError { code failure retryable outcomeUnknown message }
    } }`;
    expect((await send(address, document)).data.deleteDatadogMaintenanceWindow).toEqual({
      __typename: "UpstreamError",
      code: "UNAVAILABLE",
      failure: "UNREACHABLE",
      retryable: true,
      outcomeUnknown: false,
      message: expect.stringContaining("Nothing was sent."),
    });
    expect(await datadogRequests()).toMatchObject({ counts: { ListMaintenanceWindows: 1 } });
    expect(await datadogRequests()).not.toHaveProperty("counts.DeleteMaintenanceWindow");
    expect(await stop()).toEqual(isClean);
  },
);

test("while the reader of its log is stopped, the gateway serves requests, and then reports the dropped lines", async () => {
  const { address, metric, stop } = await startGateway(["pipe", "ignore"]);
  const log = child.stdout as Readable;
  const headers = {
    "apollographql-client-name": "n".repeat(128),
    "apollographql-client-version": "v".repeat(128),
  };
  const query = `query ${"q".repeat(100)} { __typename }`;
  while ((await metric("maintenance_gateway_log_lines_dropped_total")) < 100) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => send(address, query, {}, headers)));
    expect(answers).toEqual(answers.map(() => ({ data: { __typename: "Query" } })));
  }
  const dropped = await metric("maintenance_gateway_log_lines_dropped_total");

  const reports: Record<string, unknown>[] = [];
  let text = "";
  for await (const chunk of log) {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    reports.push(...lines.map((line) => JSON.parse(line)).filter(({ msg }) => /were dropped/.test(msg)));
    if (reports.length > 0) break;
  }
  expect(reports).toMatchObject([{ level: 50, lines: dropped, auditLines: 0 }]);
  expect(await metric("maintenance_gateway_audit_events_lost_total")).toBe(0);
  expect(await stop()).toEqual(isClean);
}, 30_000);
