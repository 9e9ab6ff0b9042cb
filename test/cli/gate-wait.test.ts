import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GateResponse, GateServer } from "../support/gate-server.js";
import { gateBodies, startGateServer } from "../support/gate-server.js";
import { run } from "./run.js";

let server: GateServer;
beforeAll(async () => {
  server = await startGateServer();
});
afterAll(() => server.close());

const { CLEAR: clear, IN_MAINTENANCE: maintenance, UNKNOWN: unknown } = gateBodies;
const after = (response: typeof maintenance | typeof unknown, seconds: string): GateResponse => ({
  ...response,
  headers: { "retry-after": seconds },
});
const summaryOf = ({ body }: { readonly body: string }): string => JSON.parse(body).summary;
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

function wait(time: string, ...responses: readonly GateResponse[]) {
  server.respondWith(...responses);
  return run(["gate", "--url", server.url, "--wait", time]);
}

describe("the pause follows retry-after, from 1 to 30 seconds; without it, it is 10 seconds", () => {
  test.each([
    ["7", 7],
    ["0", 1],
    ["86400", 30],
    ["999999999999", 10],
    ["Wed, 21 Oct 2026 07:28:00 GMT", 10],
    ["-1", 10],
  ])("retry-after: %s", async (seconds, expected) => {
    const { exitCode, slept } = await wait("1h", after(maintenance, seconds), clear);
    expect(exitCode).toBe(0);
    expect(sum(slept)).toBe(expected * 1_000);
    expect(server.requests).toHaveLength(2);
  });
});

test("each new summary is reported once, and the last is the output", async () => {
  const { exitCode, output, errors } = await wait(
    "30m",
    maintenance,
    maintenance,
    unknown,
    { bytes: "" },
    { status: 502, body: "<html>" },
    maintenance,
    clear,
  );
  expect(exitCode).toBe(0);
  expect(output).toBe(`${summaryOf(clear)}\n`);
  expect(errors).toEqual([
    `Waiting: ${summaryOf(maintenance)}`,
    `Waiting: ${summaryOf(unknown)}`,
    expect.stringMatching(/^Waiting: Unknown: the gateway at \S+ closed the connection/),
    expect.stringMatching(/^Waiting: Unknown: .* \(HTTP 502 from/),
    `Waiting: ${summaryOf(maintenance)}`,
  ]);
  expect(server.requests).toHaveLength(7);
});

test.each([
  ["in maintenance", [maintenance], 1],
  ["unknown", [unknown], 2],
  ["unknown after maintenance", [maintenance, maintenance, unknown], 2],
  ["maintenance after unknown", [unknown, { bytes: "" }, maintenance], 1],
] as const)("after the time, the last verdict decides: %s", async (_name, responses, code) => {
  const { exitCode, slept } = await wait("25s", ...responses);
  expect(exitCode).toBe(code);
  // Requests after 0, 10, 20 and 25 seconds.
  expect(server.requests).toHaveLength(4);
  expect(sum(slept)).toBe(25_000);
});

test("a verdict UNKNOWN without retry-after ends the wait at once, because time cannot help", async () => {
  const { exitCode, slept } = await wait("1h", { status: 503, body: unknown.body }, clear);
  expect([exitCode, slept, server.requests.length]).toEqual([2, [], 1]);
});

test.each([400, 401, 403, 404, 405])("HTTP %i ends the wait at once", async (status) => {
  const { exitCode } = await wait("1h", maintenance, { status, body: "" }, clear);
  expect(exitCode).toBe(3);
  expect(server.requests).toHaveLength(2);
});

test("with --fail-open, an unknown verdict is waited for, and allowed only at the end", async () => {
  server.respondWith(unknown);
  const { exitCode, errors } = await run(["gate", "--url", server.url, "--wait", "15s", "--fail-open"]);
  expect(exitCode).toBe(0);
  expect(server.requests).toHaveLength(3);
  expect(errors.at(-1)).toContain("--fail-open");
});

test("the progress is updated every second", async () => {
  const { progress } = await wait("1h", after(maintenance, "3"), clear);
  expect(progress).toEqual(["Waited 0s, 1h left.", "Waited 1s, 59m 59s left.", "Waited 2s, 59m 58s left."]);
});

test("whatever the gateway answers, requests are at least a second apart, and end in time", async () => {
  const responses = fc.array(
    fc.oneof(
      fc.constantFrom<GateResponse>(maintenance, unknown, { bytes: "" }, { status: 500, body: "" }),
      fc.nat(60).map((seconds) => after(maintenance, String(seconds))),
    ),
    { minLength: 1, maxLength: 20 },
  );
  await fc.assert(
    fc.asyncProperty(responses, fc.integer({ min: 1, max: 120 }), async (given, seconds) => {
      const { exitCode, slept } = await wait(`${seconds}s`, ...given);
      expect([1, 2]).toContain(exitCode);
      expect(sum(slept)).toBeLessThanOrEqual(seconds * 1_000);
      expect(sum(slept)).toBeGreaterThan((seconds - 1) * 1_000);
      expect(server.requests.length - 1).toBeLessThanOrEqual(sum(slept) / 1_000);
      expect(server.requests.length - 1).toBeGreaterThanOrEqual(Math.floor(seconds / 30));
    }),
    { numRuns: 50 },
  );
});
