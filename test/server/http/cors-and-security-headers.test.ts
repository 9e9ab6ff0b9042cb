import { connect } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import { createIssuer } from "../../support/tokens.js";

let gateway: TestGateway;
afterEach(() => gateway.stop());

const ask = (headers: Record<string, string>, method = "POST") =>
  fetch(`${gateway.address}/graphql`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(method === "POST" ? { body: '{"query":"{ __typename }"}' } : {}),
  });

const allowOrigin = ({ headers }: Response) => headers.get("access-control-allow-origin");

describe("pages of other origins", () => {
  const preflight = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type,authorization",
  };

  test("cannot read responses by default, and a preflight names CORS_ORIGINS", async () => {
    gateway = await startTestGateway();
    const answers = [
      await ask({ origin: "https://app.example" }),
      await ask({ origin: "https://app.example", ...preflight }, "OPTIONS"),
    ];
    expect(answers.map(allowOrigin)).toEqual([null, null]);
    expect([answers[1]?.status, await answers[1]?.json()]).toMatchObject([
      400,
      {
        errors: [
          {
            message:
              "The gateway does not accept requests from pages of other origins. To allow a page, add its origin to CORS_ORIGINS.",
            extensions: { code: "BAD_REQUEST" },
          },
        ],
      },
    ]);
  });

  test("can read responses if listed, with tokens but without the browser's credentials", async () => {
    gateway = await startTestGateway({ CORS_ORIGINS: "https://app.example, http://localhost:3000" });
    for (const origin of ["https://app.example", "http://localhost:3000"]) {
      const [answer, before] = [await ask({ origin }), await ask({ origin, ...preflight }, "OPTIONS")];
      expect([answer.status, allowOrigin(answer), before.status, allowOrigin(before)]).toEqual([
        200,
        origin,
        200,
        origin,
      ]);
      expect(before.headers.get("access-control-allow-headers")).toBe("content-type,authorization");
      expect(before.headers.get("access-control-allow-methods")).toBe("GET, POST");
      expect(answer.headers.get("access-control-allow-credentials")).toBeNull();
      expect(answer.headers.get("access-control-expose-headers")).toBe("x-request-id, retry-after");
      expect(answer.headers.get("vary")).toContain("Origin");
    }
    for (const origin of ["https://evil.example", "https://app.example.evil.example", "null"]) {
      expect(allowOrigin(await ask({ origin }))).toBeNull();
    }
  });

  test("can send a preflight without a token and read a rejection", async () => {
    gateway = await startTestGateway({
      CORS_ORIGINS: "https://app.example",
      AUTHENTICATION: "router",
      ROUTER_SECRET: "s".repeat(32),
    });
    const origin = "https://app.example";
    const before = await ask({ origin, ...preflight }, "OPTIONS");
    expect([before.status, allowOrigin(before)]).toEqual([200, origin]);
    const answer = await ask({ origin });
    expect([answer.status, allowOrigin(answer)]).toEqual([401, origin]);
  });

  test.each(["app.example", "https://app.example/", "https://app.example/path", "ftp://"])(
    "the configuration rejects %s as an origin",
    async (origin) => {
      gateway = await startTestGateway();
      await expect(startTestGateway({ CORS_ORIGINS: origin })).rejects.toThrow(
        "CORS_ORIGINS must be a comma-separated list of origins such as",
      );
    },
  );
});

test.each([
  ["none", async () => ({}), ""],
  ["jwt", async () => (await createIssuer()).environment, ""],
  [
    "router",
    async () => ({ AUTHENTICATION: "router", ROUTER_SECRET: "s".repeat(32) }),
    ", router-authorization, router-claims",
  ],
] as const)("responses vary by the headers that identify a caller: %s", async (_mode, environment, more) => {
  gateway = await startTestGateway({ ...(await environment()), CORS_ORIGINS: "https://app.example" });
  const { headers } = await ask({ origin: "https://app.example" });
  expect(headers.get("vary")).toBe(
    `accept, accept-encoding, apollo-federation-include-trace, authorization${more}, Origin`,
  );
});

test.each([
  ["form", "application/x-www-form-urlencoded", "query=%7B__typename%7D"],
  ["text", "text/plain", '{"query":"{ __typename }"}'],
  ["multipart", "multipart/form-data; boundary=x", "--x--"],
])("a page of another origin cannot send an operation in a %s body (CSRF)", async (_name, type, body) => {
  gateway = await startTestGateway();
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": type },
    body,
  });
  const answer = (await response.json()) as { data?: unknown; errors: { extensions: { code: string } }[] };
  expect([response.status >= 400, answer.data, answer.errors[0]?.extensions.code]).toEqual([
    true,
    undefined,
    "BAD_REQUEST",
  ]);
});

test("a page of a listed origin can read that a replica is shutting down", async () => {
  gateway = await startTestGateway();
  const stopping = await startTestGateway({ CORS_ORIGINS: "https://app.example" });
  await stopping.datadog.fault("*", { latencyMs: 1_000 });
  const begun = stopping.query("{ maintenanceWindows { totalCount } }");
  const listed = async () => (await stopping.datadog.underWay()).ListMaintenanceWindows;
  await expect.poll(listed).toBe(1);
  const stopped = stopping.stop();
  // The replica accepts requests until its shutdown delay, here 0 ms, has passed.
  const refusal = async () => {
    const refused = await fetch(`${stopping.address}/graphql?query={__typename}`, {
      headers: { origin: "https://app.example" },
    });
    return [refused.status, allowOrigin(refused)];
  };
  await expect.poll(refusal, { interval: 5 }).toEqual([503, "https://app.example"]);
  await begun;
  await stopped;
});

test("responses have security headers", async () => {
  gateway = await startTestGateway({ NODE_ENV: "production", SHUTDOWN_DELAY_MS: "0" });
  for (const response of [
    await ask({}),
    await fetch(`${gateway.address}/nowhere`),
    await fetch(`${gateway.address}/livez`),
  ]) {
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-security-policy": "default-src 'none';frame-ancestors 'none'",
      "strict-transport-security": expect.stringContaining("max-age="),
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "referrer-policy": "no-referrer",
    });
    expect(response.headers.get("x-powered-by")).toBeNull();
  }
});

test("an error before GraphQL has the media type that the client accepts", async () => {
  gateway = await startTestGateway();
  const typeFor = async (accept: string) =>
    (await fetch(`${gateway.address}/nowhere`, { headers: { accept } })).headers.get("content-type");
  expect(await typeFor("application/graphql-response+json")).toBe(
    "application/graphql-response+json; charset=utf-8",
  );
  expect(await typeFor("application/json")).toBe("application/json; charset=utf-8");
});

test("a request with incomplete headers times out", async () => {
  gateway = await startTestGateway();
  const socket = connect(Number(new URL(gateway.address).port), "127.0.0.1");
  socket.write("POST /graphql HTTP/1.1\r\nhost: localhost\r\n");
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk);
  expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 408 /);
}, 20_000);
