import { once } from "node:events";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const post = (body: string) =>
  fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });

/** Sends the headers of a body and its first byte. Waits until the gateway has seen them. */
async function announce(headers: string) {
  const { hostname, port } = new URL(gateway.address);
  const socket = connect(Number(port), hostname);
  const answer = once(socket, "data").then(String);
  answer.catch(() => {});
  await once(socket, "connect");
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n${headers}\r\n\r\n1`,
  );
  await fetch(`${gateway.address}/livez`);
  return {
    answer,
    async close() {
      socket.destroy();
      await once(socket, "close");
      await fetch(`${gateway.address}/livez`);
    },
  };
}

test.each([
  ["of a known length", "content-length: 1000000", 16],
  ["of unknown length", "transfer-encoding: chunked", 15],
])(
  "a caller's unfinished bodies %s take up to half of the memory; then further ones are refused",
  async (_name, headers, count) => {
    const unfinished = [];
    while (unfinished.length < count) unfinished.push(await announce(headers));
    const refused = await (await announce(headers)).answer;
    expect(refused).toMatch(/^HTTP\/1.1 503 .*\r\nretry-after: 1\r\n/s);
    expect(refused).toMatch(/\r\nconnection: close\r\n/);
    expect(JSON.parse(refused.split("\r\n\r\n")[1] ?? "")).toMatchObject({
      errors: [
        {
          message:
            "The gateway has no memory for this request: too many, or too large ones, of this caller or of all are in progress. Nothing was done. Retry later.",
          extensions: { code: "DEADLINE_EXCEEDED" },
        },
      ],
    });
    // A small request still has a place.
    expect((await post('{"query":"{ __typename }"}')).status).toBe(200);
    await unfinished.pop()?.close();
    unfinished.push(await announce(headers));
    expect(await Promise.race([unfinished.at(-1)?.answer, post('{"query":"{ __typename }"}')])).toMatchObject(
      {
        status: 200,
      },
    );
    for (const { close } of unfinished) await close();
  },
);

test("compressed bodies take the memory of their content: further ones than fit are refused, until the others have ended", async () => {
  await gateway.datadog.fault("*", { latencyMs: 3_000 });
  const slow =
    '{ maintenanceWindow(id: "datadog:datadog:00000000-0000-4000-8000-000000000002") { __typename } }';
  const compressed = (query: string) =>
    gzipSync(JSON.stringify({ query, extensions: { padding: "x".repeat(900_000) } }));
  const headers = { "content-type": "application/json", "content-encoding": "gzip" };
  const statusOf = async (body: Buffer<ArrayBuffer>, signal: AbortSignal | null = null) => {
    const response = await fetch(`${gateway.address}/graphql`, { method: "POST", headers, body, signal });
    await response.text();
    return response.status;
  };
  const [slowBody, body] = [compressed(slow), compressed("{ __typename }")];
  const clients = new AbortController();
  const isRefused = async () => {
    expect(await statusOf(slowBody, clients.signal)).toBe(503);
  };
  await Promise.any(Array.from({ length: 20 }, isRefused));
  clients.abort();
  await expect.poll(() => statusOf(body)).toBe(200);
});

test("a body with more than 100,000 values is rejected, whatever its size", async () => {
  const body = (values: number) =>
    JSON.stringify({ query: "{ __typename }", variables: { x: Array.from({ length: values }, () => 0) } });
  // The two braces, the bracket, and the comma before `variables` count as well.
  expect((await post(body(99_995))).status).toBe(200);
  const response = await post(body(100_000));
  expect([response.status, await response.json()]).toEqual([
    413,
    {
      errors: [
        {
          message:
            "The request body has more than 100000 values (commas and opening brackets). Send several smaller requests.",
          extensions: { code: "BAD_REQUEST", requestId: expect.any(String) },
        },
      ],
    },
  ]);
});
