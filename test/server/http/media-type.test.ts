import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ NODE_ENV: "production", SHUTDOWN_DELAY_MS: "0" });
});
afterAll(() => gateway.stop());

const post = (accept: string, query: string) =>
  fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", accept },
    body: JSON.stringify({ query }),
  });

const [legacy, graphql] = ["application/json", "application/graphql-response+json"];

describe("the client's preferred media type", () => {
  test.each([
    [`${graphql}, ${legacy}`, graphql],
    [`${legacy}, ${graphql}`, legacy],
    [`${graphql};q=0.5, ${legacy}`, legacy],
    [`${graphql};q=0.5, ${legacy};q=0.4`, graphql],
    [`${graphql};q=0, ${legacy}`, legacy],
    [`${graphql};q=0, */*`, legacy],
    [`${legacy};q=0, */*`, graphql],
    [`${graphql}; charset=utf-8`, graphql],
    ["application/*;q=0.1", legacy],
    ["APPLICATION/JSON", legacy],
    ["*/*", legacy],
    ["", legacy],
  ])("accept: %s gives %s to data and to all errors", async (accept, type) => {
    const [data, invalid, unparsable] = [
      await post(accept, "{ __typename }"),
      await post(accept, "{ nothing }"),
      await fetch(`${gateway.address}/graphql`, { method: "POST", headers: { accept }, body: "{" }),
    ];
    for (const { headers } of [data, invalid, unparsable])
      expect(headers.get("content-type")).toBe(`${type}; charset=utf-8`);
    // A client of application/json cannot tell whether another status comes from the gateway or from a proxy.
    expect([data.status, invalid.status]).toEqual([200, type === graphql ? 400 : 200]);
  });
});

describe("a client that accepts no media type of the gateway", () => {
  test.each(["text/html", "image/png, text/plain", `${legacy};q=0`, "application/json; charset=utf-16"])(
    "accept: %s gives 406 before the operation is executed",
    async (accept) => {
      const before = await gateway.datadog.counts();
      const mutation =
        'mutation { createDatadogMaintenanceWindow(input: { name: "Release", query: "q", startsAt: "2026-11-23T10:00:00Z", endsAt: "2026-11-23T12:00:00Z" }) { __typename } }';
      const response = await post(accept, mutation);
      expect([response.status, response.headers.get("content-type")]).toEqual([
        406,
        "application/json; charset=utf-8",
      ]);
      expect(await response.json()).toEqual({
        errors: [
          {
            message:
              "The accept header allows no media type of the gateway. Accept application/json; charset=utf-8 or application/graphql-response+json; charset=utf-8.",
            extensions: { code: "BAD_REQUEST", requestId: response.headers.get("x-request-id") },
          },
        ],
      });
      expect(await gateway.datadog.counts()).toEqual(before);
    },
  );
});
