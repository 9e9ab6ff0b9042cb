import { expect, test } from "vitest";
import { notFound, unavailable } from "../../src/domain/failures/error-factories.js";
import { GatewayError } from "../../src/domain/failures/gateway-error.js";
import { failureOf } from "../../src/domain/failures/upstream-call-failure.js";
import { readBeforeWrite } from "../../src/writes/read-before-write.js";

const failing = (error: Error) => readBeforeWrite(() => Promise.reject(error));

test("a failed read before a write says that nothing was changed", async () => {
  const call = {
    provider: "DATADOG",
    providerName: "Datadog",
    sourceId: "datadog",
    action: "list maintenance windows",
    access: "read",
    resourceType: "MaintenanceSource",
    resourceId: "datadog",
    permission: "a:permission",
  } as const;
  const failure = failureOf(call, {
    reason: "TIMEOUT",
    providerCode: null,
    requestId: null,
    retryAfterSeconds: null,
    lostAnswer: "UNKNOWN",
  });
  await expect(failing(new GatewayError(failure))).rejects.toThrow(
    "Could not list maintenance windows: Datadog (datadog) did not respond in time. Try again later. Nothing was changed.",
  );
});

test.each([
  ["the window does not exist", notFound("Window", "id", "DATADOG", "There is no such window.")],
  ["the gateway itself fails", unavailable("UNREACHABLE", false, "The cache does not respond.")],
  ["there is a bug", new TypeError("a bug")],
])("an error is passed on unchanged if %s", async (_what, error) => {
  await expect(failing(error)).rejects.toBe(error);
});

test("a successful read returns its result", async () => {
  expect(await readBeforeWrite(async () => 1)).toBe(1);
});
