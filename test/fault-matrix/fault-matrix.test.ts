import { readFileSync } from "node:fs";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import { faultMembers } from "../../src/emulators/faults.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { newWindow } from "../support/mutations.js";
import { timed } from "../support/timed.js";
import type { Outcome, Scenario, Times } from "./api-scenarios.js";
import { scenarios } from "./api-scenarios.js";
import type { FaultCase } from "./faults.js";
import {
  aloneAttemptTimeoutMs,
  aloneRequestTimeoutMs,
  attemptTimeoutMs,
  faultCases,
  requestTimeoutMs,
  upstreamText,
} from "./faults.js";
import { tablesOf } from "./table.js";

/** One cell of the matrix: a use of the API, and a fault of its provider's operation, once or always. */
interface Cell {
  readonly scenario: Scenario;
  readonly fault: FaultCase;
  readonly times: Times;
}

interface Seen {
  readonly outcome: Outcome;
  /** Number of times that the operation was sent. */
  readonly sentCount: number;
  /** Number of windows with the name that creations use. */
  readonly createdCount: number;
  readonly elapsedMs: number;
  readonly excusedMs: number;
  /** The result of the other provider's list at the same time. */
  readonly other: string;
}

const cells: readonly Cell[] = scenarios.flatMap((scenario) =>
  faultCases[scenario.provider].flatMap((fault) =>
    (["once", "always"] as const).map((times) => ({ scenario, fault, times })),
  ),
);

const secrets = {
  AWS_ACCESS_KEY_ID: "PLANTEDACCESSKEYID",
  AWS_SECRET_ACCESS_KEY: "planted-aws-secret",
  DD_API_KEY: "planted-api-key",
  DD_APP_KEY: "planted-application-key",
};
const environment = {
  ...secrets,
  AWS_REGIONS: "eu-central-1",
  UPSTREAM_MAX_ATTEMPTS: "3",
  LOG_LEVEL: "debug",
};

const seen = new Map<Cell, Seen>();
const told: string[] = [];
const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);

async function tryOut(cell: Cell, gateway: TestGateway): Promise<void> {
  const { scenario, fault, times } = cell;
  await Promise.all([gateway.flink.reset(), gateway.datadog.reset()]);
  await gateway[scenario.provider].fault(scenario.operation, fault.fault, times === "once" ? 1 : undefined);
  const others = scenario.provider === "flink" ? "DATADOG" : "AWS_FLINK";
  const [outcome, { data }] = await Promise.all([
    timed(() => scenario.run(gateway)),
    gateway.query(
      `{ maintenanceWindows(filter: { providers: [${others}] }) { totalCount sources { state } } }`,
    ),
  ]);
  const { totalCount, sources } = data.maintenanceWindows;
  const { [scenario.operation]: sentCount = 0 } = await gateway[scenario.provider].counts();
  seen.set(cell, {
    outcome: outcome.result,
    sentCount,
    createdCount: scenario.name === "create" ? await createdIn(gateway) : 0,
    elapsedMs: outcome.elapsedMs,
    excusedMs: outcome.excusedMs,
    other: `${totalCount} ${sources[0].state}`,
  });
}

/** Counts the created windows in the emulator itself, when it is idle and without faults. */
async function createdIn(gateway: TestGateway): Promise<number> {
  const isAtRest = async () =>
    expect(Object.values(await gateway.datadog.underWay()).filter((count) => count > 0)).toEqual([]);
  await vi.waitFor(isAtRest, { timeout: 5_000 });
  await gateway.datadog.clearFaults();
  const response = await fetch(`${gateway.datadog.url}/api/v2/maintenance_windows`, {
    headers: { "dd-api-key": "a", "dd-application-key": "b" },
  });
  const { data } = (await response.json()) as { data: { attributes: { name: string } }[] };
  return data.filter(({ attributes }) => attributes.name === newWindow.name).length;
}

/** Runs cells one after the other, on a gateway and emulators of their own. */
async function runLane(queue: Cell[], isFresh: boolean): Promise<void> {
  const start = () =>
    startTestGateway({
      ...environment,
      UPSTREAM_TIMEOUT_MS: String(isFresh ? aloneAttemptTimeoutMs : attemptTimeoutMs),
      REQUEST_TIMEOUT_MS: String(isFresh ? aloneRequestTimeoutMs : requestTimeoutMs),
    });
  const stop = async (gateway: TestGateway) => {
    told.push(...gateway.logs.map((line) => JSON.stringify(line)));
    await gateway.stop();
  };
  let gateway = await start();
  for (let cell = queue.shift(); cell !== undefined; cell = queue.shift()) {
    await tryOut(cell, gateway);
    if (!isFresh) continue;
    await stop(gateway);
    gateway = await start();
  }
  await stop(gateway);
}

beforeAll(async () => {
  process.on("unhandledRejection", onUnhandled);
  await loadSdk(pino({ level: "silent" }));
  const alone = cells.filter(({ fault }) => fault.isAlone);
  const usual = cells.filter(({ fault }) => !fault.isAlone);
  await Promise.all([
    ...Array.from({ length: 7 }, () => runLane(usual, false)),
    ...Array.from({ length: 4 }, () => runLane(alone, true)),
  ]);
}, 400_000);
afterAll(() => void process.off("unhandledRejection", onUnhandled));

const expectedOf = ({ scenario, fault, times }: Cell) =>
  (fault.isOdd ? scenario.expectedIfOdd?.(times) : undefined) ?? scenario.expected(fault, times);

const nameOf = ({ scenario, fault, times }: Cell) =>
  `${scenario.name} (${scenario.operation}): ${fault.name}, ${times}`;

describe("the gateway, for every fault of a provider", () => {
  test.each(
    scenarios.map(
      (scenario) => [`${scenario.provider} ${scenario.name} (${scenario.operation})`, scenario] as const,
    ),
  )("returns the expected outcome: %s", (_name, scenario) => {
    const own = [...seen].filter(([cell]) => cell.scenario === scenario);
    expect(own).toHaveLength(2 * faultCases[scenario.provider].length);
    const outcomes = own.map(([cell, { outcome }]) => [nameOf(cell), outcome]);
    const expected = own.map(([cell]) => [nameOf(cell), expectedOf(cell)]);
    expect(outcomes).toEqual(expected);
  });

  test("sends only the necessary calls, and repeats no write that could be applied twice", () => {
    const counted = [...seen].filter(
      ([{ scenario, fault }]) => scenario.sent !== null && !fault.isAlone && !fault.isOdd,
    );
    expect(counted.length).toBeGreaterThan(800);
    const wrong = counted.filter(([{ scenario, fault, times }, { sentCount }]) => {
      const needed = scenario.sent?.(fault, times) ?? 0;
      // A read or change whose reused connection is reset, or timed out with a 408, is sent again on a new one, which is not an
      // attempt of its own.
      const isRepeatable = /^(?:Describe|List|Update)/.test(scenario.operation);
      const { reset = false, resetIfReused = false, status } = fault.fault;
      const breaks = reset || resetIfReused || status === 408;
      const onNewConnection = breaks && isRepeatable ? 1 : 0;
      return sentCount < needed || sentCount > needed + onNewConnection;
    });
    expect(wrong.map(([cell, { sentCount }]) => [nameOf(cell), sentCount])).toEqual([]);
  });

  test("creates a window once or not at all, as its response says", () => {
    const creations = [...seen].filter(([{ scenario }]) => scenario.name === "create");
    const wrong = creations.filter(([{ fault }, { outcome, createdCount }]) => {
      const isThere = outcome.failure === null || fault.acts === true;
      return createdCount !== (isThere ? 1 : 0);
    });
    expect(wrong.map(([cell, { createdCount }]) => [nameOf(cell), createdCount])).toEqual([]);
  });

  test("responds within the deadline", () => {
    const late = [...seen].filter(
      ([{ fault }, { elapsedMs, excusedMs }]) =>
        elapsedMs > (fault.isAlone ? aloneRequestTimeoutMs : requestTimeoutMs) + excusedMs,
    );
    expect(late.map(([cell, { elapsedMs }]) => [nameOf(cell), elapsedMs])).toEqual([]);
  });

  test("returns the other provider's windows as usual", () => {
    const whole = { flink: "5 OK", datadog: "6 OK" };
    const harmed = [...seen].filter(([{ scenario }, { other }]) => other !== whole[scenario.provider]);
    expect(harmed.map(([cell, { other }]) => [nameOf(cell), other])).toEqual([]);
  });

  test("returns and logs no secrets and no text from an upstream, and logs no programming errors", () => {
    const everything = [...told, ...[...seen.values()].map((one) => JSON.stringify(one))];
    for (const secret of [...Object.values(secrets), upstreamText]) {
      expect(everything.filter((line) => line.includes(secret))).toEqual([]);
    }
    expect(told.filter((line) => line.includes("unexpected error"))).toEqual([]);
    expect(told.length).toBeGreaterThan(cells.length);
  });

  test("leaves no promise rejection unhandled", () => {
    expect(unhandled).toEqual([]);
  });
});

test("the matrix covers every fault of the emulators", () => {
  const used = new Set(cells.flatMap(({ fault }) => Object.keys(fault.fault)));
  expect([...used].sort()).toEqual(Object.keys(faultMembers).sort());
});

test("docs/resilience.md contains the matrix", () => {
  const tables = tablesOf(
    [...seen].map(([{ scenario, fault, times }, { outcome }]) => ({
      scenario,
      fault: fault.name,
      times,
      outcome,
    })),
  );
  process.stdout.write(`\n${tables}\n`);
  const page = readFileSync("docs/resilience.md", "utf8");
  expect(page.slice(page.indexOf("| AWS | ")).trim()).toBe(tables);
});
