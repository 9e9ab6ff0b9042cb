import { GraphQLInt, GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLocalRecordStore } from "../../src/cache/record-store.js";
import type { Context, RequestOptions } from "../../src/context.js";
import { flowOf } from "../../src/domain/caller.js";
import { unavailable } from "../../src/domain/failures/error-factories.js";
import { createResponseBasis } from "../../src/domain/response-basis.js";
import { createAdmission } from "../../src/scheduling/admission.js";
import type { ApplicationOptions } from "../../src/server/application.js";
import { createApplication } from "../../src/server/application.js";
import { createAuthenticate } from "../../src/server/authentication/authenticate.js";
import { readServerConfiguration } from "../../src/server/configuration/server-configuration.js";
import { createObservers } from "../../src/server/telemetry/observers.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";
import { clockOf } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { noLimits, now, startTestGateway } from "../support/gateway.js";
import { testHttpClient } from "../support/http-client.js";
import { send } from "../support/send.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

const post = (address: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });

describe("pages and probes", () => {
  test("/livez and /readyz return 200, and /readyz reports the state of each source", async () => {
    const [live, ready] = await Promise.all(
      ["/livez", "/readyz"].map((path) => fetch(gateway.address + path)),
    );
    expect([live?.status, await live?.json()]).toEqual([200, { status: "ok" }]);
    const notAsked = {
      state: "UNKNOWN",
      circuit: "CLOSED",
      fetchedAt: null,
      unreadableCount: 0,
      error: null,
      failure: null,
    };
    expect([ready?.status, await ready?.json()]).toEqual([
      200,
      {
        status: "ok",
        sources: [
          { id: "aws-eu-central-1", provider: "AWS_FLINK", ...notAsked },
          { id: "aws-us-east-1", provider: "AWS_FLINK", ...notAsked },
          { id: "datadog", provider: "DATADOG", ...notAsked },
        ],
        // Measured only with Redis.
        clockSkewSeconds: null,
      },
    ]);
  });

  test("a browser gets Apollo Sandbox in development, also from /", async () => {
    const response = await fetch(gateway.address, { headers: { accept: "text/html" } });
    expect(response.status).toBe(200);
    expect(response.url).toBe(`${gateway.address}/graphql`);
    expect(await response.text()).toContain("apollo");
  });

  test("production has no landing page, introspection or suggestions", async () => {
    const production = await startTestGateway({ NODE_ENV: "production" });
    try {
      const page = await fetch(`${production.address}/graphql`, { headers: { accept: "text/html" } });
      expect(await page.text()).not.toContain("sandbox");
      const introspection = await production.query("{ __schema { types { name } } }");
      expect(introspection.errors?.[0]?.message).toContain("introspection is not allowed");
      const typo = await production.query("{ maintenanceWindow { id } }");
      expect(JSON.stringify(typo.errors)).not.toContain("Did you mean");
    } finally {
      await production.stop();
    }
  });

  test("an unknown path returns 404 and names the path of the API", async () => {
    const response = await fetch(`${gateway.address}/elsewhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      errors: [
        {
          message:
            "There is nothing at this path. Send GraphQL requests as POST to /graphql; probes are at /livez and /readyz.",
          extensions: { code: "NOT_FOUND" },
        },
      ],
    });
  });
});

test("a malformed URL is rejected and not quoted", async () => {
  const response = await fetch(`${gateway.address}/%zz?token=secret`);
  const text = await response.text();
  expect([response.status, JSON.parse(text).errors[0].message]).toEqual([
    400,
    "The request URL is malformed or too long. The GraphQL API is at /graphql.",
  ]);
  expect(text).not.toContain("secret");
});

describe("request ids", () => {
  test("a plain id from the client is used in the response and the log", async () => {
    const response = await post(gateway.address, '{"query":"query Mine { __typename }"}', {
      "x-request-id": "trace-1.a_b",
    });
    expect(response.headers.get("x-request-id")).toBe("trace-1.a_b");
    const line = gateway.logs.find(({ requestId }) => requestId === "trace-1.a_b");
    expect(line).toMatchObject({
      msg: "operation",
      operationName: "Mine",
      operationType: "query",
      errors: 0,
    });
    expect(line?.durationMs).toEqual(expect.any(Number));
  });

  test.each(["", "a b", "x".repeat(129), 'a"b'])("%j is replaced by a generated id", async (id) => {
    const response = await post(gateway.address, '{"query":"{ __typename }"}', { "x-request-id": id });
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("invalid requests", () => {
  test.each([
    ["a body that is not JSON", "{", 400],
    ["a body without a query", "{}", 400],
    ["a query that does not parse", '{"query":"{"}', 200],
    ["an unknown field", '{"query":"{ nothing }"}', 200],
    ["a batch of operations", '[{"query":"{ __typename }"}]', 400],
    ["a body that is too large", `{"query":"${" ".repeat(1024 * 1024)}{ __typename }"}`, 413],
  ])("%s returns an error in GraphQL's format", async (_name, body, status) => {
    const response = await post(gateway.address, body);
    expect(response.status).toBe(status);
    const { errors } = (await response.json()) as {
      errors: { message: string; extensions: { code: string } }[];
    };
    expect(errors[0]?.message).toEqual(expect.any(String));
    expect(errors[0]?.extensions.code).toMatch(/^[A-Z_]+$/);
    expect(JSON.stringify(errors)).not.toContain("stacktrace");
  });

  test("a submitted form gets a 415 that names the required content type", async () => {
    const response = await post(gateway.address, "query=%7B__typename%7D", {
      "content-type": "application/x-www-form-urlencoded",
    });
    expect([response.status, await response.json()]).toMatchObject([
      415,
      {
        errors: [
          {
            message:
              "The content type of the request body is not supported. Send JSON with the header content-type: application/json.",
            extensions: { code: "BAD_REQUEST" },
          },
        ],
      },
    ]);
  });

  test("a simple cross-site request cannot send an operation", async () => {
    const response = await fetch(`${gateway.address}/graphql?query={__typename}`);
    expect(response.status).toBe(400);
  });
});

describe("internal errors", () => {
  const fail = (error: unknown) => () => {
    throw error;
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({
      name: "Query",
      fields: {
        bug: { type: GraphQLString, resolve: fail(new TypeError("secret of the code")) },
        text: { type: GraphQLString, resolve: fail("a thrown text with a secret") },
        written: { type: GraphQLInt, resolve: () => "a secret value" },
      },
    }),
  });

  /** Starts an application with that schema and collects its log lines. */
  async function listenWith(
    createContext: (options: RequestOptions) => Context,
    admission: ApplicationOptions["admission"] = createAdmission(),
  ) {
    const lines: Record<string, unknown>[] = [];
    const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const { configuration } = readServerConfiguration({ REQUEST_TIMEOUT_MS: "1000" });
    if (configuration === null) throw new Error("The configuration is invalid.");
    const httpClient = testHttpClient();
    const app = await createApplication({
      ...configuration,
      schema,
      authenticate: await createAuthenticate(configuration.authentication, { logger, httpClient }),
      httpClient,
      createContext,
      clock: clockOf(() => now),
      calendarRecords: createLocalRecordStore(() => now),
      admission,
      sourceCount: () => 0,
      connections: { sources: () => [], reread: async () => null, readNotice: () => null },
      logger,
      observer: createObservers().observer,
      tracing: null,
      isStarting: () => false,
      readinessReport: () => ({ sources: [], clockSkewSeconds: null }),
    });
    return { app, lines, address: await app.listen("127.0.0.1", 0) };
  }

  test("are masked and logged if the context cannot be created", async () => {
    const { app, address, lines } = await listenWith(() => {
      throw new TypeError("secret of the code");
    });
    try {
      const response = await post(address, JSON.stringify({ query: "{ bug }" }));
      expect(response.status).toBe(500);
      const requestId = response.headers.get("x-request-id");
      expect(await response.json()).toEqual({
        errors: [
          {
            message: `The gateway failed with an internal error. Report the request id ${requestId} to its operators.`,
            extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
          },
        ],
      });
      expect(lines.filter(({ level }) => level === 50)).toMatchObject([
        { msg: "unexpected error", err: { message: "secret of the code" }, requestId },
      ]);
    } finally {
      await app.stop();
    }
  });

  test("do not come from a calendar for which the gateway was too busy", async () => {
    const tooBusy = unavailable("TIMEOUT", false, "The gateway was too busy.");
    const { app, address, lines } = await listenWith(
      () =>
        ({
          request: { now, readDeadline: deadlineIn(1_000) },
          inventory: { sources: () => [{ id: "s" }], allWindows: () => Promise.reject(tooBusy) },
        }) as unknown as Context,
    );
    try {
      const response = await fetch(`${address}/calendar.ics`);
      expect([response.status, response.headers.get("retry-after")]).toEqual([503, "60"]);
      expect(await response.json()).toMatchObject({
        errors: [{ extensions: { code: "DEADLINE_EXCEEDED" } }],
      });
      expect(lines.filter(({ level }) => level === 50)).toEqual([]);
    } finally {
      await app.stop();
    }
  });

  test("do not come from a request whose client disconnected while it waited: it is not executed", async () => {
    const admitted = Promise.withResolvers<void>();
    const waiting = Promise.withResolvers<void>();
    let executed = 0;
    const admission = {
      ...createAdmission(),
      admitRequest() {
        waiting.resolve();
        return admitted.promise;
      },
    };
    const { app, address, lines } = await listenWith(() => {
      executed += 1;
      throw new Error("executed");
    }, admission);
    try {
      const gone = new AbortController();
      const left = fetch(`${address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"query":"{ written }"}',
        signal: gone.signal,
      });
      await waiting.promise;
      gone.abort();
      await expect(left).rejects.toThrow();
      // The server sees the end of the connection before it responds to a later one.
      await fetch(`${address}/livez`);
      admitted.resolve();
      await fetch(`${address}/livez`);
      expect([executed, lines.filter(({ level }) => Number(level) >= 40)]).toEqual([0, []]);
    } finally {
      await app.stop();
    }
  });

  test("do not come from an overload: the request gets 503 without being executed, and probes are served", async () => {
    let executed = 0;
    let nowMs = 0;
    let callbacks: (() => void)[] = [];
    /** Runs a long iteration of the event loop. */
    const iterate = () => {
      const due = callbacks;
      callbacks = [];
      nowMs += 100;
      for (const callback of due) callback();
    };
    const admission = createAdmission(
      1_000,
      () => nowMs,
      (callback) => void callbacks.push(callback),
    );
    const { app, address, lines } = await listenWith(() => {
      executed += 1;
      throw new Error("executed");
    }, admission);
    const ask = () => post(address, JSON.stringify({ query: "{ written }" }));
    try {
      const flow = flowOf({ viewer: null, address: "127.0.0.1" });
      admission.admit(flow);
      nowMs += 100;
      for (let count = 0; count < 11; count++) void admission.admit(flow);
      const first = ask();
      await expect.poll(admission.waiting).toBe(12);
      for (let count = 0; count < 10; count++) iterate();
      // The first has waited too long, so another one is refused at once.
      const second = await ask();
      iterate();
      iterate();
      for (const response of [second, await first]) {
        expect([response.status, response.headers.get("retry-after")]).toEqual([503, "2"]);
        expect(response.headers.get("cache-control")).toBe("no-store");
        expect(await response.json()).toEqual({
          errors: [
            {
              message: expect.stringContaining("The gateway is too busy"),
              extensions: { code: "DEADLINE_EXCEEDED", requestId: expect.any(String) },
            },
          ],
        });
      }
      for (const path of ["/livez", "/readyz"]) expect((await fetch(`${address}${path}`)).status).toBe(200);
      expect([executed, lines.filter(({ level }) => Number(level) >= 40)]).toEqual([0, []]);
    } finally {
      await app.stop();
    }
  });

  test("are masked with the request id and logged in full", async () => {
    const { app, address, lines } = await listenWith(
      ({ requestId, caller, logger }) =>
        ({
          request: { id: requestId, caller, logger, readDeadline: deadlineIn(10_000) },
          basis: createResponseBasis(),
        }) as unknown as Context,
    );
    try {
      const { data, errors } = await send(address, "{ bug text written }");
      expect(data).toEqual({ bug: null, text: null, written: null });
      expect(JSON.stringify(errors)).not.toContain("secret");
      for (const error of errors ?? []) {
        const { requestId } = error.extensions;
        expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
        expect(error.extensions).toEqual({ code: "INTERNAL_SERVER_ERROR", requestId });
        expect(error.message).toBe(
          `The gateway failed with an internal error. Report the request id ${requestId} to its operators.`,
        );
      }
      expect(errors).toHaveLength(3);
      const unexpected = lines.filter(({ msg }) => msg === "unexpected error");
      expect(unexpected).toHaveLength(3);
      expect(unexpected[0]).toMatchObject({
        level: 50,
        requestId: errors?.[0]?.extensions.requestId,
        path: ["bug"],
        err: {
          type: "TypeError",
          message: "secret of the code",
          stack: expect.stringContaining("TypeError"),
        },
      });
    } finally {
      await app.stop();
    }
  });
});

test("the log line of an operation has its client and the number of upstream calls", async () => {
  const client = { "apollographql-client-name": "board", "apollographql-client-version": "1.2" };
  await gateway.query(
    'query Told { maintenanceWindows(filter: { sources: ["datadog"] }) { totalCount } }',
    {},
    client,
  );
  const line = gateway.logs.find(({ operationName }) => operationName === "Told");
  expect(line).toMatchObject({ clientName: "board", clientVersion: "1.2", upstreamCalls: 1, errors: 0 });
});

test("variables are not logged", async () => {
  await gateway.query(
    "query ($search: String) { maintenanceWindows(filter: { search: $search }) { totalCount } }",
    {
      search: "a-private-text",
    },
  );
  expect(JSON.stringify(gateway.logs)).not.toContain("a-private-text");
});

test("a shutdown completes a response in progress and rejects new requests", async () => {
  const stopping = await startTestGateway(noLimits);
  await stopping.datadog.seed({ windows: 200 });
  const fields = Array.from({ length: 1000 }, (_, index) => `f${index}: id`).join(" ");
  const query = `{ maintenanceWindows(first: 200) { nodes { ... on ScheduledWindow { ${fields} } } } }`;
  // Compressed, the response would fit into the buffers of its connection.
  const response = await post(stopping.address, JSON.stringify({ query }), { "accept-encoding": "identity" });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  let size = first?.value?.byteLength ?? 0;
  const stopped = stopping.stop();
  const probes = await Promise.all(["/readyz", "/livez"].map((path) => fetch(stopping.address + path)));
  expect(await Promise.all(probes.map(async (probe) => [probe.status, await probe.json()]))).toEqual([
    [503, { status: "stopping" }],
    [200, { status: "ok" }],
  ]);
  const refused = await post(stopping.address, '{"query":"{ __typename }"}');
  expect([refused.status, refused.headers.get("retry-after"), await refused.json()]).toEqual([
    503,
    "1",
    {
      errors: [
        {
          message:
            "This replica of the gateway is shutting down and did not process the request. Retry it on another replica.",
          extensions: { code: "UNAVAILABLE", requestId: expect.any(String) },
        },
      ],
    },
  ]);
  for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read())
    size += chunk.value.byteLength;
  expect(size).toBe(Number(response.headers.get("content-length")));
  expect(size).toBeGreaterThan(10_000_000);
  await stopped;
});

test("a stopped gateway accepts no connections", async () => {
  const stopping = await startTestGateway();
  await stopping.stop();
  await expect(fetch(`${stopping.address}/readyz`)).rejects.toThrow();
});
