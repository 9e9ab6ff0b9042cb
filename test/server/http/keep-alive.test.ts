import { afterEach, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";

let gateway: TestGateway;
afterEach(() => gateway?.stop());

const keepAlive = async () => (await fetch(`${gateway.address}/livez`)).headers.get("keep-alive");

test("idle connections stay open for longer than common load balancers keep them", async () => {
  gateway = await startTestGateway();
  expect(await keepAlive()).toBe("timeout=620");
});

test("KEEP_ALIVE_TIMEOUT_MS sets how long idle connections stay open", async () => {
  gateway = await startTestGateway({ KEEP_ALIVE_TIMEOUT_MS: "75000" });
  expect(await keepAlive()).toBe("timeout=75");
});

test.each(["0", "999", "3600001", "1m"])(
  "the configuration rejects KEEP_ALIVE_TIMEOUT_MS=%s",
  async (value) => {
    await expect(startTestGateway({ KEEP_ALIVE_TIMEOUT_MS: value })).rejects.toThrow(
      "KEEP_ALIVE_TIMEOUT_MS must be a whole number from 1000 to 3600000",
    );
  },
);
