import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../support/free-port.js";
import type { GateServer } from "../support/gate-server.js";
import { gateBodies, gateError, httpBytes, startGateServer } from "../support/gate-server.js";
import { run } from "./run.js";

let server: GateServer;
beforeAll(async () => {
  server = await startGateServer();
});
afterAll(() => server.close());

const gate = (...more: readonly string[]) => run(["gate", "--url", server.url, ...more]);

const html = "<html><h1>CLEAR</h1></html>";
const overloaded = gateError("OVERLOADED", "The gateway is overloaded.");

/** Bodies, by their name in the table. */
const bodies = {
  clear: gateBodies.CLEAR.body,
  maintenance: gateBodies.IN_MAINTENANCE.body,
  unknown: gateBodies.UNKNOWN.body,
  error: overloaded,
  html,
  empty: "",
} as const;
type BodyName = keyof typeof bodies;

const statuses = [200, 201, 204, 301, 302, 307, 400, 401, 403, 404, 405, 409, 418, 429, 500, 502, 503, 504];
const refusals = [400, 401, 403, 404, 405];

function expectedCode(status: number, body: BodyName): number {
  if (status === 200 && body === "clear") return 0;
  if (status === 409 && body === "maintenance") return 1;
  return refusals.includes(status) ? 3 : 2;
}

const table = statuses.flatMap((status) =>
  (Object.keys(bodies) as BodyName[]).map((body) => [status, body, expectedCode(status, body)] as const),
);

describe("the exit code depends on the status and the body", () => {
  test.each(table)("HTTP %i, body %s: %i", async (status, body, code) => {
    const redirect = status >= 300 && status < 400 ? { location: `${server.url}/elsewhere` } : {};
    const headers = { ...redirect, "retry-after": "15" };
    const sent = status === 204 ? "" : bodies[body];
    server.respondWith({ status, body: sent, headers });
    expect((await gate()).exitCode).toBe(code);
    // Redirects are not followed, and nothing is repeated without --wait.
    expect(server.requests).toHaveLength(1);
    // Only an unknown verdict can be allowed.
    server.respondWith({ status, body: sent, headers });
    expect((await gate("--fail-open")).exitCode).toBe(code === 2 ? 0 : code);
  });

  test("--fail-open does not allow what time cannot change: UNKNOWN without retry-after", async () => {
    server.respondWith({ status: 503, body: bodies.unknown });
    expect((await gate("--fail-open")).exitCode).toBe(2);
  });
});

/** JSON values that look like a clear verdict, but are none. */
const notClear = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .constantFrom("clear", "Clear", "CLEAR ", "IN_MAINTENANCE", "UNKNOWN", null, true, 0, ["CLEAR"])
    .map((verdict) => JSON.stringify({ verdict, summary: "Clear." })),
  fc.constantFrom(
    JSON.stringify([{ verdict: "CLEAR" }]),
    JSON.stringify({ data: { verdict: "CLEAR" } }),
    JSON.stringify("CLEAR"),
    JSON.stringify({ VERDICT: "CLEAR", summary: "Clear." }),
    `${gateBodies.CLEAR.body}${gateBodies.CLEAR.body}`,
    `)]}'${gateBodies.CLEAR.body}`,
  ),
  fc.nat(gateBodies.CLEAR.body.length - 1).map((length) => gateBodies.CLEAR.body.slice(0, length)),
);

test("no response without a CLEAR verdict exits with 0", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...statuses.filter((one) => one !== 204)),
      notClear,
      async (status, body) => {
        server.respondWith({ status, body });
        expect((await gate()).exitCode).not.toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test("no response with a status other than 200 exits with 0", async () => {
  const others = fc.integer({ min: 201, max: 599 }).filter((status) => ![204, 304].includes(status));
  await fc.assert(
    fc.asyncProperty(others, async (status) => {
      server.respondWith({ status, body: gateBodies.CLEAR.body });
      expect([2, 3]).toContain((await gate()).exitCode);
    }),
  );
});

/** A complete response for each verdict, in each way that HTTP marks the end of a body. */
const framings = Object.values(gateBodies).flatMap(({ status, body }) => [
  httpBytes({ status, body }),
  Buffer.from(`HTTP/1.1 ${status} Status\r\nconnection: close\r\n\r\n${body}`),
  Buffer.from(
    `HTTP/1.1 ${status} Status\r\ntransfer-encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  ),
]);

test("a response that ends early is unknown, however it ends", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...framings),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.constantFrom("close", "reset"),
      async (bytes, part, ending) => {
        server.respondWith({ bytes: bytes.subarray(0, Math.floor(part * bytes.length)), ending });
        expect((await gate()).exitCode).toBe(2);
      },
    ),
    { numRuns: 300 },
  );
});

test("a complete response has the exit code of its verdict", async () => {
  for (const bytes of framings) {
    server.respondWith({ bytes });
    const [, status] = bytes.toString().split(" ");
    expect((await gate()).exitCode).toBe({ 200: 0, 409: 1, 503: 2 }[status ?? ""]);
  }
});

describe("without a usable response, the verdict is unknown", () => {
  const clearBody = gateBodies.CLEAR.body;
  test.each([
    ["random bytes", { bytes: "\u0016\u0003\u0001 no HTTP" }],
    ["another protocol", { bytes: "SSH-2.0-OpenSSH_9.6\r\n" }],
    ["an invalid length", { bytes: `HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n${clearBody}` }],
    [
      "two lengths",
      { bytes: `HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n${clearBody}` },
    ],
    [
      "a switch of protocols",
      { bytes: "HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n" },
    ],
    ["endless headers", { bytes: `HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(10_000)}\r\n${clearBody}` }],
    [
      "a compressed body",
      { status: 200, body: "\u001f\u008b\u0008", headers: { "content-encoding": "gzip" } },
    ],
    ["too long a body", { status: 200, body: clearBody.replace("}", `,"x":"${"x".repeat(1_000_000)}"}`) }],
  ])("%s", async (_name, response) => {
    server.respondWith(response);
    const { exitCode, output } = await gate();
    expect(exitCode).toBe(2);
    expect(output).toMatch(/^Unknown: .*\n$/);
  });

  test.each([
    ["no response", ""],
    ["a response that stops", `HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n${clearBody}`],
  ])("a timeout: %s", async (_name, bytes) => {
    server.respondWith({ bytes, ending: "hang" });
    const { exitCode, output } = await gate("--timeout", "1s");
    expect(exitCode).toBe(2);
    expect(output).toBe(`Unknown: the gateway at ${server.url} did not answer within 1s.\n`);
  });

  test.each([
    ["no listener", async () => `http://127.0.0.1:${await freePort()}`, "refused the connection"],
    ["an unknown host", async () => "http://gateway.invalid", "host name"],
    ["HTTP on a port for TLS", async () => server.url.replace("http:", "https:"), "cannot be called"],
  ])("%s", async (_name, url, text) => {
    server.respondWith({ bytes: "HTTP/1.1 400 Bad Request\r\n\r\n" });
    const { exitCode, output } = await run(["gate", "--url", await url()]);
    expect(exitCode).toBe(2);
    expect(output).toContain(text);
  });
});
