import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

/** Runs the audits of graphql-http, the reference implementation of GraphQL over HTTP. */
describe.each(["development", "production"])("GraphQL over HTTP, in %s", (NODE_ENV) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    // Some audits need introspection.
    gateway = await startTestGateway({ NODE_ENV, SHUTDOWN_DELAY_MS: "0", INTROSPECTION: "true" });
  });
  afterAll(() => gateway.stop());

  const audits = serverAudits({
    url: () => `${gateway.address}/graphql`,
    // Without this header, simple cross-origin requests are rejected (CSRF).
    fetchFn: (url: string, init: RequestInit = {}) =>
      fetch(url, { ...init, headers: { ...init.headers, "apollo-require-preflight": "1" } }),
  });

  test("there are audits", () => {
    expect(audits.length).toBeGreaterThan(40);
  });

  test.each(audits.map((audit) => [`${audit.id} ${audit.name}`, audit] as const))(
    "%s",
    async (_name, audit) => {
      const result = await audit.fn();
      expect([result.status, "reason" in result ? result.reason : ""]).toEqual(["ok", ""]);
    },
  );
});
