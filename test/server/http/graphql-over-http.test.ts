import { serverAudits } from "graphql-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

/** The audit of the GraphQL over HTTP specification's own suite. */
describe.each(["development", "production"])("GraphQL over HTTP, in %s", (NODE_ENV) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    // Some audits ask for the schema.
    gateway = await startTestGateway({ NODE_ENV, SHUTDOWN_DELAY_MS: "0", INTROSPECTION: "true" });
  });
  afterAll(() => gateway.stop());

  const audits = serverAudits({
    url: () => `${gateway.address}/graphql`,
    // What browsers could send from any page is refused without it (CSRF).
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
