import assert from "node:assert/strict";
import { test } from "node:test";
import { fetchWhileAlive } from "../src/fetch-while-alive.ts";
import type { StreamOptions } from "../src/streams.ts";
import { createStreams } from "../src/streams.ts";
import { until } from "./until.ts";

const event = (position: string) => ({ data: { maintenanceWindowChanged: { type: "UPDATED", position } } });
const error = (code: string) => ({ errors: [{ message: "The stream ends.", extensions: { code } }] });

/** What a gateway sends on one connection: results, and then the end of the stream, a broken connection, or nothing. */
interface Connection {
  readonly results: readonly object[];
  readonly end: "completes" | "breaks" | "stays";
}

function respond({ results, end }: Connection): Response {
  const text = results.map((result) => `event: next\ndata: ${JSON.stringify(result)}\n\n`).join("");
  const body = new ReadableStream({
    start(stream) {
      stream.enqueue(
        new TextEncoder().encode(`:\n\n${text}${end === "completes" ? "event: complete\ndata:\n\n" : ""}`),
      );
      if (end === "completes") stream.close();
    },
    pull(stream) {
      if (end === "breaks") stream.error(new Error("The connection broke."));
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

/** Subscribes to a gateway that answers each attempt with the next response. The last one stays open. */
function subscribe(responses: (Connection | Response | Error)[], options: Partial<StreamOptions> = {}) {
  const sent: { readonly variables: unknown; readonly authorization: string | null }[] = [];
  const received: unknown[] = [];
  const problems: unknown[] = [];
  const waitsMs: number[] = [];
  const live: boolean[] = [];
  const streams = createStreams({
    url: "http://gateway.example/graphql",
    fetch: async (_url, init) => {
      const { variables } = JSON.parse(String(init?.body));
      sent.push({ variables, authorization: new Headers(init?.headers).get("authorization") });
      const next = responses.shift() ?? { results: [], end: "stays" };
      if (next instanceof Error) throw next;
      return next instanceof Response ? next : respond(next);
    },
    onProblem: (problem) => problems.push(problem),
    sleep: async (ms) => {
      waitsMs.push(ms);
    },
    random: () => 1,
    ...options,
  });
  streams.onChange(() => live.push(streams.areLive()));
  const request = { query: "subscription", variables: { after: "start", filter: {} } };
  const stop = streams.subscribe(request, { next: ({ data }) => received.push(data) });
  return { streams, sent, received, problems, waitsMs, live, stop };
}

test("a stream that breaks continues after the last event", async () => {
  const { sent, received, stop } = subscribe([
    { results: [event("a:1"), event("a:2")], end: "breaks" },
    { results: [event("a:3")], end: "stays" },
  ]);
  await until(() => received.length === 3);
  stop();
  assert.deepEqual(
    received,
    ["a:1", "a:2", "a:3"].map((position) => event(position).data),
  );
  assert.deepEqual(
    sent.map(({ variables }) => variables),
    [
      { after: "start", filter: {} },
      { after: "a:2", filter: {} },
    ],
  );
});

for (const code of ["UNAVAILABLE", "RESOURCE_EXHAUSTED", "UNAUTHENTICATED"])
  test(`a stream that ends with ${code} is opened again with a new token, and its error is no result`, async () => {
    let tokens = 0;
    const headers = async () => ({ authorization: `Bearer token-${++tokens}` });
    const { sent, received, problems, stop } = subscribe(
      [
        { results: [event("a:1"), error(code)], end: "completes" },
        { results: [event("a:2")], end: "stays" },
      ],
      { headers },
    );
    await until(() => received.length === 2);
    stop();
    assert.deepEqual(
      sent.map(({ authorization }) => authorization),
      ["Bearer token-1", "Bearer token-2"],
    );
    assert.deepEqual(sent[1]?.variables, { after: "a:1", filter: {} });
    assert.deepEqual(
      problems.map((problem) => (problem as Error).cause),
      [error(code).errors],
    );
  });

test("a stream begins anew after an event whose result has an error", async () => {
  const { sent, received, stop } = subscribe([
    { results: [event("a:1"), error("INTERNAL"), event("a:3")], end: "stays" },
    { results: [event("a:4")], end: "stays" },
  ]);
  await until(() => received.length === 2);
  stop();
  assert.deepEqual(
    sent.map(({ variables }) => variables),
    [
      { after: "start", filter: {} },
      { after: "start", filter: {} },
    ],
  );
});

test("attempts are spaced out more and more while they fail, and less after a result", async () => {
  const refused = () => new Error("refused");
  const denied = () => Response.json(error("PERMISSION_DENIED"), { status: 403 });
  const html = () => new Response("<html>", { headers: { "content-type": "text/html" } });
  const failures = [refused(), denied(), html(), refused(), refused(), refused(), refused()];
  const { waitsMs, received, sent, stop } = subscribe([
    ...failures,
    { results: [event("a:1")], end: "completes" },
    refused(),
  ]);
  await until(() => sent.length === failures.length + 3);
  stop();
  assert.equal(received.length, 1);
  assert.deepEqual(waitsMs, [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 1000, 2000]);
});

test("streams are live while each has had a result since it was opened", async () => {
  const { streams, live, received, stop } = subscribe([
    { results: [event("a:1")], end: "breaks" },
    { results: [event("a:2")], end: "stays" },
  ]);
  assert.equal(streams.areLive(), false);
  await until(() => received.length === 2);
  const other = streams.subscribe({ query: "subscription" }, { next: () => {} });
  assert.equal(streams.areLive(), false);
  other();
  assert.deepEqual(live, [false, true, false, true, false, true]);
  stop();
  assert.equal(streams.areLive(), true);
});

test("after the end of a subscription, nothing is sent or received", async () => {
  const { received, sent, problems, stop } = subscribe([{ results: [event("a:1")], end: "stays" }]);
  await until(() => received.length === 1);
  stop();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([sent.length, problems], [1, []]);
});

test("a stream without a byte for too long fails, unlike one with comments", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let output: ReadableStreamDefaultController<Uint8Array> | undefined;
  const fetch = fetchWhileAlive(
    async (_url, init) =>
      new Response(
        new ReadableStream({
          start(stream) {
            output = stream;
            init?.signal?.addEventListener("abort", () => stream.error(init.signal?.reason));
          },
        }),
      ),
    100,
  );
  const response = await fetch("http://gateway.example/graphql");
  const reader = response.body?.getReader();
  for (let comments = 0; comments < 3; comments += 1) {
    t.mock.timers.tick(99);
    output?.enqueue(new TextEncoder().encode(":\n\n"));
    assert.equal((await reader?.read())?.done, false);
  }
  t.mock.timers.tick(100);
  await assert.rejects(async () => reader?.read(), /The stream is silent/);
});
