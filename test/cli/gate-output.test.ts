import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { GateServer } from "../support/gate-server.js";
import { gateBodies, gateError, startGateServer } from "../support/gate-server.js";
import { run } from "./run.js";

let server: GateServer;
beforeAll(async () => {
  server = await startGateServer();
});
afterAll(() => server.close());

const gate = (...more: readonly string[]) => run(["gate", "--url", server.url, ...more]);

describe("the output is one line on standard output", () => {
  test.each([
    [gateBodies.CLEAR, "Clear."],
    [
      gateBodies.IN_MAINTENANCE,
      "In maintenance until 2026-11-30T15:00:00Z: Orders database upgrade (datadog).",
    ],
    [gateBodies.UNKNOWN, "Unknown: Datadog did not answer."],
  ])("%#", async ({ status, body }, line) => {
    server.respondWith({ status, body });
    expect(await gate()).toMatchObject({ output: `${line}\n`, errors: [] });
    expect(await gate("--json")).toMatchObject({ output: `${body}\n`, errors: [] });
  });

  test("a warning on standard error says that --fail-open allowed it", async () => {
    server.respondWith(gateBodies.UNKNOWN);
    expect(await gate("--fail-open")).toMatchObject({
      exitCode: 0,
      output: "Unknown: Datadog did not answer.\n",
      errors: ["Warning: the verdict is unknown. --fail-open lets the deployment start."],
    });
    server.respondWith(gateBodies.CLEAR);
    expect(await gate("--fail-open")).toMatchObject({ exitCode: 0, errors: [] });
  });
});

describe("the message of a refusal is on standard error", () => {
  test.each([
    [400, gateError("BAD_REQUEST", "lasting must be a duration."), "lasting must be a duration."],
    [401, gateError("UNAUTHENTICATED", "The token has expired."), "The token has expired."],
    [401, "", "the token is missing or not valid. Check --token-file or GATEWAY_TOKEN."],
    [403, "<html>", "access is denied. Check the scopes of the token."],
    [404, "<html>", "there is no gate at this address. Check --url."],
    [405, "[]", "the address does not accept GET. Check --url."],
  ])("HTTP %i %s", async (status, body, text) => {
    server.respondWith({ status, body });
    const line = `Refused: ${text} (HTTP ${status} from ${server.url})`;
    expect(await gate()).toMatchObject({ exitCode: 3, output: "", errors: [line] });
    const { output, errors } = await gate("--json");
    expect(errors).toEqual([line]);
    expect(JSON.parse(output)).toMatchObject({ verdict: "UNKNOWN", missing: [{ kind: "REQUEST_REFUSED" }] });
  });
});

test("without JSON of the gateway, --json prints JSON of the same shape", async () => {
  const fieldsOf = (text: string) => Object.keys(JSON.parse(text));
  for (const [response, kind] of [
    [{ status: 502, body: "<html>" }, "NO_VERDICT"],
    [{ status: 302, body: "", headers: { location: "https://login.example" } }, "NO_VERDICT"],
    [{ bytes: "" }, "GATEWAY_UNREACHABLE"],
  ] as const) {
    server.respondWith(response);
    const { exitCode, output } = await gate("--json");
    expect(exitCode).toBe(2);
    expect(fieldsOf(output)).toEqual(fieldsOf(gateBodies.UNKNOWN.body));
    const { verdict, summary, reasons, missing } = JSON.parse(output);
    expect({ verdict, reasons }).toEqual({ verdict: "UNKNOWN", reasons: [] });
    expect(missing).toEqual([{ kind, source: null, message: summary.replace(/^Unknown: /, "") }]);
  }
});

/** Text that a terminal or a pipeline could execute. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("::set-output name=a::b", "##[add-mask]x", "##vso[task.complete]", "###", "\u001b[2J"),
      fc.constantFrom("\n", "\r", "\u0085", "\u2028", "\u202e", "\u009b31m", "\u0000", "\u0007", "\t", " "),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(""));

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
const executable = /^\s*::|##\[|##vso\[|[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/;

test("no text of the gateway can be a command of a terminal or a pipeline", async () => {
  const responses = fc.oneof(
    hostile.map((summary) => ({ status: 200, body: JSON.stringify({ verdict: "CLEAR", summary }) })),
    hostile.map((summary) => ({ status: 409, body: JSON.stringify({ verdict: "IN_MAINTENANCE", summary }) })),
    hostile.map((message) => ({ status: 503, body: JSON.stringify({ errors: [{ message }] }) })),
    hostile.map((message) => ({ status: 400, body: JSON.stringify({ errors: [{ message }] }) })),
  );
  await fc.assert(
    fc.asyncProperty(responses, fc.boolean(), async (response, isJson) => {
      server.respondWith(response);
      const { output } = await gate(...(isJson ? ["--json"] : []));
      const [line = "", ...more] = output.split("\n");
      expect(more.join("")).toBe("");
      expect(line).not.toMatch(executable);
      expect(line).toMatch(/^(?:\{|Clear|In maintenance|Unknown|$)/);
      if (isJson && response.status < 500 && response.status !== 400)
        expect(JSON.parse(line)).toEqual(JSON.parse(response.body));
    }),
    { numRuns: 300 },
  );
});
