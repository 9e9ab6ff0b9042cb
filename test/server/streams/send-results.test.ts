import { setImmediate } from "node:timers/promises";
import { buildSchema, parse } from "graphql";
import { expect, test } from "vitest";
import type { Context } from "../../../src/context.js";
import { limitExceeded } from "../../../src/domain/failures/error-factories.js";
import { fullAccess } from "../../../src/domain/permissions.js";
import type { ClosedBecause, Outlet } from "../../../src/server/streams/outlet.js";
import { sendResults } from "../../../src/server/streams/send-results.js";
import { createSharedResults } from "../../../src/server/streams/shared-results.js";

const schema = buildSchema("type Query { a: Int } type Subscription { value: Int }");
const field = schema.getSubscriptionType()?.getFields().value;
let source: () => AsyncIterable<{ readonly value: () => number }>;
if (field !== undefined) field.subscribe = () => source();

function createContext(key = fullAccess.key) {
  const logged: unknown[] = [];
  const logger = { error: (fields: { err: Error }) => logged.push(fields.err.message) };
  // Only what a stream reads of its context.
  const context = {
    request: { id: "request-1", logger },
    permissions: { ...fullAccess, key },
  } as unknown as Context;
  return { context, logged };
}

function createOutlet() {
  const closing = new AbortController();
  const sent: unknown[] = [];
  let isCompleted = false;
  const outlet: Outlet = {
    transport: "SSE",
    closed: closing.signal,
    async send(result) {
      sent.push(JSON.parse(result));
    },
    async complete(errors) {
      if (errors !== null) sent.push({ errors });
      isCompleted = true;
    },
  };
  const close = (reason: ClosedBecause) => closing.abort(reason);
  return { outlet, sent, close, isCompleted: () => isCompleted };
}

const document = parse("subscription { value }");

function send(outlet: Outlet, { context, logged } = createContext(), shared = createSharedResults()) {
  const subscription = { document, operationName: null, variables: {}, callback: undefined, context };
  return { logged, end: sendResults(subscription, outlet, { schema, shared, onSent: () => {} }) };
}

test("an unexpected error of one event is masked and logged, and the next event is sent", async () => {
  const { outlet, sent, isCompleted } = createOutlet();
  source = async function* () {
    yield {
      value: () => {
        throw new Error("secret");
      },
    };
    yield { value: () => 2 };
  };
  const { end, logged } = send(outlet);
  expect(await end).toBe("COMPLETED");
  expect(sent).toEqual([
    {
      errors: [
        expect.objectContaining({
          path: ["value"],
          extensions: { code: "INTERNAL_SERVER_ERROR", requestId: null },
        }),
      ],
      data: { value: null },
    },
    { data: { value: 2 } },
  ]);
  expect(JSON.stringify(sent)).not.toContain("secret");
  expect(logged).toEqual(["secret"]);
  expect(isCompleted()).toBe(true);
});

test("an unexpected error of the source is masked, logged, and the last result", async () => {
  const { outlet, sent, isCompleted } = createOutlet();
  source = async function* () {
    yield { value: () => 1 };
    throw new Error("secret");
  };
  const { end, logged } = send(outlet);
  expect(await end).toBe("INTERNAL_SERVER_ERROR");
  expect(sent).toEqual([
    { data: { value: 1 } },
    { errors: [expect.objectContaining({ message: expect.not.stringContaining("secret") })] },
  ]);
  expect(logged).toEqual(["secret"]);
  expect(isCompleted()).toBe(true);
});

test("a stream that exceeds a limit after its first event has a slow reader", async () => {
  const { outlet, sent } = createOutlet();
  source = async function* () {
    yield { value: () => 1 };
    throw limitExceeded("too slow");
  };
  expect(await send(outlet).end).toBe("SLOW_READER");
  expect(sent.at(-1)).toEqual({
    errors: [{ message: "too slow", extensions: expect.objectContaining({ code: "RESOURCE_EXHAUSTED" }) }],
  });
});

test("a client that leaves ends the source", async () => {
  const { outlet, close } = createOutlet();
  const waiting = Promise.withResolvers<{ readonly done: true; readonly value: undefined }>();
  let returns = 0;
  source = () => ({
    [Symbol.asyncIterator]: () => ({
      next: () => waiting.promise,
      async return() {
        returns += 1;
        waiting.resolve({ done: true, value: undefined });
        return waiting.promise;
      },
    }),
  });
  const { end } = send(outlet);
  await setImmediate();
  close("CLIENT_GONE");
  expect(await end).toBe("CLIENT_GONE");
  expect(returns).toBe(1);
});

test("streams with the same permissions share the execution of an event", async () => {
  let executions = 0;
  const event = { value: () => (executions += 1) };
  source = async function* () {
    yield event;
  };
  const shared = createSharedResults();
  const [first, second, third] = [createOutlet(), createOutlet(), createOutlet()];
  await send(first.outlet, createContext(), shared).end;
  await send(second.outlet, createContext(), shared).end;
  await send(third.outlet, createContext("others"), shared).end;
  expect([first.sent, second.sent, third.sent]).toEqual([
    [{ data: { value: 1 } }],
    [{ data: { value: 1 } }],
    [{ data: { value: 2 } }],
  ]);
});
