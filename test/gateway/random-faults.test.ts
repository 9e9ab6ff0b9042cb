import { constantFrom, sample } from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import type { Fault } from "../../src/emulators/faults.js";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { mutate, newWindow } from "../support/mutations.js";

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const upstreamTimeoutMs = 150;

/** Faults of create calls. Throttling is left out: it would only slow the test to two calls a second. */
const creationFaults: readonly Fault[] = [
  { reset: true },
  { reset: true, carriedOut: true },
  { reset: true, carriedOutAfterMs: 100 },
  { answerLatencyMs: 100 },
  { truncate: true },
  { hang: true },
  { hang: true, carriedOut: true },
  { latencyMs: upstreamTimeoutMs + 100 },
  { latencyMs: upstreamTimeoutMs - 20 },
  { status: 500 },
  { status: 500, carriedOut: true },
  { status: 502, carriedOut: true },
  { status: 503 },
  { status: 503, carriedOut: true },
  { status: 408, carriedOut: true },
  { status: 200, body: "<html>", carriedOut: true },
];

/** Faults of the lists in which the gateway looks for a created window. Half of the entries inject no fault. */
const listFaults: readonly Fault[] = [
  { status: 503 },
  { reset: true },
  { hang: true },
  { latencyMs: 50 },
  ...Array<Fault>(4).fill({}),
];

const clock = movableClock();
let gateway: TestGateway;
beforeAll(async () => {
  await loadSdk(pino({ level: "silent" }));
  gateway = await startTestGateway(
    { UPSTREAM_TIMEOUT_MS: String(upstreamTimeoutMs), REQUEST_TIMEOUT_MS: "800" },
    clock.now,
  );
});
afterAll(() => gateway.stop());

/** Three keys share each window name. */
const keys = Array.from({ length: 350 }, (_, index) => ({
  idempotencyKey: `key-${index}`,
  name: `Window ${Math.floor(index / 3)}`,
}));
const keysAtOnce = 50;

async function windowsThere(): Promise<string[]> {
  const response = await fetch(`${gateway.datadog.url}/api/v2/maintenance_windows`, {
    headers: { "dd-api-key": "a", "dd-application-key": "b" },
  });
  const { data } = (await response.json()) as { data: { id: string; attributes: { name: string } }[] };
  return data.filter(({ attributes }) => attributes.name.startsWith("Window ")).map(({ id }) => id);
}

/**
 * Waits until the emulator is idle: it processes no request and has received no new create call since the last poll.
 * Until then, a request that the gateway cancelled may still be applied, and a request that it sent may still arrive.
 */
async function emulatorAtRest(): Promise<void> {
  let counted = "";
  const isAtRest = async () => {
    const before = counted;
    const { CreateMaintenanceWindow } = await gateway.datadog.counts();
    const underWay = Object.values(await gateway.datadog.underWay());
    counted = `${CreateMaintenanceWindow} ${underWay.every((count) => count === 0)}`;
    return counted === before && counted.endsWith("true");
  };
  await expect.poll(isAtRest, { interval: 150 }).toBe(true);
}

test(`creates exactly one window per idempotency key under 500 random faults (SEED=${seed})`, {
  timeout: 180_000,
}, async () => {
  for (const fault of sample(constantFrom(...creationFaults), { numRuns: 400, seed })) {
    await gateway.datadog.fault("CreateMaintenanceWindow", fault, 1);
  }
  for (const fault of sample(constantFrom(...listFaults), { numRuns: 200, seed })) {
    await gateway.datadog.fault("ListMaintenanceWindows", fault, 1);
  }
  const windowOf = new Map<string, string>();
  const failures = new Map<string, number>();

  for (let round = 0; windowOf.size < keys.length; round++) {
    expect(round).toBeLessThan(100);
    const left = keys.filter(({ idempotencyKey }) => !windowOf.has(idempotencyKey)).slice(0, keysAtOnce);
    await Promise.all(
      left.map(async (given) => {
        const result = await mutate(gateway, "createDatadogMaintenanceWindow", { ...newWindow, ...given });
        if (result.outcome === "CREATED") windowOf.set(given.idempotencyKey, result.window.uuid);
        const kind = result.outcome ?? `${result.__typename} ${result.outcomeUnknown ?? ""}`.trim();
        failures.set(kind, (failures.get(kind) ?? 0) + 1);
      }),
    );
    if (round % 2 === 1) {
      await emulatorAtRest();
      clock.passSeconds(90);
    }
  }

  await emulatorAtRest();
  expect([...windowOf.values()].sort()).toEqual((await windowsThere()).sort());
  expect(new Set(windowOf.values()).size).toBe(keys.length);
  // The faults caused every kind of result.
  expect([...failures.keys()].sort()).toEqual(["CREATED", "UpstreamError false", "UpstreamError true"]);

  const { CreateMaintenanceWindow: sentCount, ListMaintenanceWindows: listCount } =
    await gateway.datadog.counts();
  // Every fault was used.
  expect(sentCount).toBeGreaterThan(400);
  expect(listCount).toBeGreaterThan(200);
  for (const given of keys) {
    const again = await mutate(gateway, "createDatadogMaintenanceWindow", { ...newWindow, ...given });
    expect(again.window.uuid).toBe(windowOf.get(given.idempotencyKey));
  }
  expect(await gateway.datadog.counts()).toMatchObject({ CreateMaintenanceWindow: sentCount });
});
