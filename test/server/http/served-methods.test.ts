import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

let gateway: TestGateway;
let withCors: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ NODE_ENV: "development" });
  withCors = await startTestGateway({ NODE_ENV: "development", CORS_ORIGINS: "https://app.example" });
});
afterAll(() => Promise.all([gateway.stop(), withCors.stop()]));

/** Fetch sends neither TRACE nor the headers of a preflight. */
function send(address: string, method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const { hostname, port } = new URL(address);
      const sent = request({ hostname, port, path, method, headers }, (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.on("error", reject);
      sent.end();
    },
  );
}

const readOnly = "GET, HEAD, OPTIONS";
const routes = [
  ["/graphql", "GET, POST, OPTIONS"],
  ["/gate", readOnly],
  ["/calendar.ics", readOnly],
  ["/refresh", "POST, OPTIONS"],
  ["/livez", readOnly],
  ["/readyz", readOnly],
  ["/", readOnly],
  ["/graphiql", readOnly],
  ["/graphiql/graphiql.js", readOnly],
] as const;
const otherMethods = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "TRACE",
  "PROPFIND",
  "PURGE",
  "SEARCH",
];
const wrong = routes.flatMap(([path, allow]) =>
  otherMethods.filter((method) => !allow.split(", ").includes(method)).map((method) => [method, path, allow]),
);

describe.each([
  ["without CORS", () => gateway],
  ["with CORS", () => withCors],
])("%s", (_name, of) => {
  test.each(wrong)("%s %s returns 405 and the allowed methods", async (method = "", path = "", allow) => {
    const { status, headers, text } = await send(of().address, method, `${path}?a=b`);
    expect([status, headers.allow, headers["cache-control"]]).toEqual([405, allow, "no-store"]);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    if (method !== "HEAD") {
      expect(JSON.parse(text).errors).toEqual([
        {
          message: `${path} accepts only the methods ${allow}.`,
          extensions: { code: "METHOD_NOT_ALLOWED", requestId: headers["x-request-id"] },
        },
      ]);
    }
  });

  test.each(routes)("OPTIONS %s returns 200 and the allowed methods", async (path, allow) => {
    const { status, headers, text } = await send(of().address, "OPTIONS", path);
    expect([status, headers.allow, headers["content-length"], text]).toEqual([200, allow, "0", ""]);
  });

  test.each(["GET", "POST", "OPTIONS", "TRACE"])("%s returns 404 for another path", async (method) => {
    for (const path of ["/elsewhere", "/graphql/", "/GRAPHQL", "//graphql", "/graphql/x", "/constructor"]) {
      const { status, text } = await send(of().address, method, path);
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([404, "NOT_FOUND"]);
    }
  });
});

test("a target can be a whole URL, or an asterisk for the server itself", async () => {
  const whole = `${gateway.address}/graphql?a=b`;
  const [options, put, server] = [
    await send(gateway.address, "OPTIONS", whole),
    await send(gateway.address, "PUT", whole),
    await send(gateway.address, "OPTIONS", "*"),
  ];
  expect([options.status, options.headers.allow]).toEqual([200, "GET, POST, OPTIONS"]);
  expect([put.status, put.headers.allow]).toEqual([405, "GET, POST, OPTIONS"]);
  expect([server.status, server.headers.allow]).toEqual([200, "GET, HEAD, POST, OPTIONS"]);
});

test.each([
  ["/graphql/", "/graphql"],
  ["/GraphQL", "/graphql"],
  ["//graphql", "/graphql"],
  ["/calendar.ICS?days=7", "/calendar.ics"],
  ["/calendar.ics/", "/calendar.ics"],
  ["/Gate//", "/gate"],
])("%s returns 404 and names the path %s", async (path, meant) => {
  const { status, text } = await send(gateway.address, "GET", path);
  expect([status, JSON.parse(text).errors[0].message]).toEqual([
    404,
    `There is nothing at this path. Use ${meant}, exactly as it is written here.`,
  ]);
});

test("a preflight gets the methods of CORS and those of the path", async () => {
  const { status, headers } = await send(withCors.address, "OPTIONS", "/graphql", {
    origin: "https://app.example",
    "access-control-request-method": "POST",
  });
  expect([status, headers["access-control-allow-origin"], headers["access-control-allow-methods"]]).toEqual([
    200,
    "https://app.example",
    "GET, POST",
  ]);
  expect(headers.allow).toBe("GET, POST, OPTIONS");
});

test("a wrong method is rejected before the body is read and the caller is authenticated", async () => {
  const { headers } = await send(gateway.address, "PUT", "/graphql", {
    "content-type": "text/plain",
    "content-length": "1000000000",
    authorization: "Bearer x",
    expect: "100-continue",
  });
  expect([headers.allow, headers.connection]).toEqual(["GET, POST, OPTIONS", "close"]);
});

test("metrics count wrong methods and paths by their code", async () => {
  const counted = await startTestGateway({ METRICS_PORT: "0" });
  await send(counted.address, "PUT", "/graphql");
  await send(counted.address, "GET", "/elsewhere");
  await send(counted.address, "OPTIONS", "/graphql");
  const text = await (await fetch(`${counted.metricsAddress}/metrics`)).text();
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("maintenance_gateway_refused_requests_total{"));
  expect(lines).toEqual([
    'maintenance_gateway_refused_requests_total{code="METHOD_NOT_ALLOWED"} 1',
    'maintenance_gateway_refused_requests_total{code="NOT_FOUND"} 1',
  ]);
  await counted.stop();
});
