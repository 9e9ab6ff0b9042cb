import { afterAll, beforeAll, expect, test } from "vitest";
import { beginCallback } from "../../../src/server/streams/callback.js";
import type { CallbackRouter } from "../../support/callback-router.js";
import { startCallbackRouter } from "../../support/callback-router.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import { testHttpClient } from "../../support/http-client.js";
import { mutate } from "../../support/mutations.js";

const id = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
const changes = `subscription Changes {
  maintenanceWindowChanged(filter: { types: [UPDATED] }, after: "none") { type }
}`;
const eventOf = (type: string) => ({
  action: "next",
  payload: { data: { maintenanceWindowChanged: { type } } },
});

const refusedIds = new Set(["unknown"]);
let router: CallbackRouter;
let stranger: CallbackRouter;
let gateway: TestGateway;
beforeAll(async () => {
  router = await startCallbackRouter(({ id: subscription, action }) => {
    if (subscription === "redirected") return 307;
    return refusedIds.has(subscription) || (subscription === "left" && action === "next") ? 404 : 204;
  });
  stranger = await startCallbackRouter();
  gateway = await startTestGateway({
    SUBSCRIPTION_CALLBACK_ORIGINS: router.origin,
    INVENTORY_MAX_AGE_SECONDS: "3600",
  });
});
afterAll(async () => {
  await gateway.stop();
  await router.close();
  await stranger.close();
});

async function subscribe(subscription: unknown, query = changes) {
  const response = await fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json;callbackSpec=1.0, application/json",
    },
    body: JSON.stringify({ query, extensions: { subscription } }),
  });
  return { response, body: await response.json() };
}

const reasons = () => gateway.logs.filter(({ msg }) => msg === "stream ended").map(({ reason }) => reason);

test("a router gets a check before the response, then each event in order", async () => {
  const { response, body } = await subscribe(router.subscription("one"));
  expect(response.status).toBe(200);
  expect(body).toEqual({ data: null });
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  expect(router.sentFor("one")[0]).toEqual({ action: "check" });
  await expect.poll(() => router.sentFor("one").slice(1)).toEqual([eventOf("RESTARTED")]);
  await mutate(gateway, "updateFlinkMaintenanceWindow", { id, startTime: "21:00" });
  await mutate(gateway, "updateFlinkMaintenanceWindow", { id, startTime: "22:00" });
  const all = [eventOf("RESTARTED"), eventOf("UPDATED"), eventOf("UPDATED")];
  await expect.poll(() => router.sentFor("one").slice(1)).toEqual(all);
  expect(router.messages[0]).toMatchObject({ kind: "subscription", verifier: "verifier of one" });
  expect([...router.protocols]).toEqual(["callback/1.0"]);
});

test("a router that no longer knows the subscription ends it", async () => {
  const before = reasons().length;
  await subscribe(router.subscription("left"));
  await expect.poll(() => reasons().slice(before)).toEqual(["CLIENT_GONE"]);
  expect(router.sentFor("left").map(({ action }) => action)).toEqual(["check", "next"]);
});

test("an error ends the subscription, and is in the last message", async () => {
  await subscribe(
    router.subscription("invalid"),
    'subscription { maintenanceNow(lasting: "P32D") { verdict } }',
  );
  await expect
    .poll(() => router.sentFor("invalid").slice(1))
    .toEqual([
      {
        action: "complete",
        errors: [
          expect.objectContaining({ extensions: expect.objectContaining({ code: "INVALID_ARGUMENT" }) }),
        ],
      },
    ]);
});

test.each(["unknown", "redirected"])(
  "a subscription that the router does not confirm is refused: %s",
  async (name) => {
    const { response, body } = await subscribe(router.subscription(name));
    expect(response.status).toBe(502);
    expect(body).toMatchObject({ errors: [{ extensions: { code: "UNAVAILABLE" } }] });
    expect(new Set(router.sentFor(name).map(({ action }) => action))).toEqual(new Set(["check"]));
  },
);

test("a host that is not listed is never called", async () => {
  const other = stranger.subscription("one");
  const disguised = { ...other, callbackUrl: `${router.origin}@${new URL(stranger.origin).host}/` };
  const named = { ...other, callbackUrl: router.subscription("one").callbackUrl.replace("//", "//user@") };
  const blob = { ...other, callbackUrl: `blob:${router.subscription("one").callbackUrl}` };
  for (const subscription of [other, disguised, named, blob]) {
    const { response, body } = await subscribe(subscription);
    expect([400, 403]).toContain(response.status);
    expect(body).toMatchObject({ errors: [{ message: expect.any(String) }] });
  }
  expect(stranger.messages).toEqual([]);
});

test.each([
  ["verifier", { ...{ callbackUrl: "http://a", subscriptionId: "1" } }],
  ["callbackUrl", { callbackUrl: 1, subscriptionId: "1", verifier: "1" }],
  [
    "heartbeatIntervalMs",
    { callbackUrl: "http://a", subscriptionId: "1", verifier: "1", heartbeatIntervalMs: -1 },
  ],
])("an invalid %s is an error that names it", async (field, subscription) => {
  const { response, body } = await subscribe(subscription);
  expect(response.status).toBe(400);
  expect(body).toMatchObject({
    errors: [{ message: expect.stringContaining(`extensions.subscription.${field}`) }],
  });
});

test("heartbeats end a subscription that the router no longer knows", async () => {
  const { callbackUrl, subscriptionId, verifier } = router.subscription("silent");
  const callback = { url: new URL(callbackUrl), id: subscriptionId, verifier, heartbeatMs: 5 };
  const outlet = await beginCallback(callback, testHttpClient());
  await expect.poll(() => router.sentFor("silent").length).toBeGreaterThan(2);
  refusedIds.add("silent");
  await expect.poll(() => outlet.closed.reason).toBe("CLIENT_GONE");
  expect(new Set(router.sentFor("silent").map(({ action }) => action))).toEqual(new Set(["check"]));
});

test("a shutdown completes the subscription with an error", async () => {
  await gateway.stop();
  expect(router.sentFor("one").at(-1)).toEqual({
    action: "complete",
    errors: [expect.objectContaining({ extensions: expect.objectContaining({ code: "UNAVAILABLE" }) })],
  });
  gateway = { ...gateway, stop: async () => {} };
});
