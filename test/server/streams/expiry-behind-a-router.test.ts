import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { subscribe } from "../../support/event-stream.js";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";

const secret = "known-to-router-and-gateway-and-nobody-else";

let time = now;
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ AUTHENTICATION: "router", ROUTER_SECRET: secret }, () => time);
});
afterAll(() => gateway.stop());
beforeEach(() => {
  time = now;
});

/** Opens a stream as the router does, for a caller with these claims. */
const open = (claims: Readonly<Record<string, unknown>>) =>
  subscribe(
    gateway.address,
    { query: "subscription { maintenanceNow { verdict } }" },
    {
      "router-authorization": secret,
      "router-claims": JSON.stringify({ sub: "ada", scope: "maintenance:read", ...claims }),
    },
  );

const secondsFromNow = (seconds: number) => now.getTime() / 1000 + seconds;
const answer = expect.objectContaining({
  data: { data: { maintenanceNow: { verdict: expect.any(String) } } },
});
const expired = {
  event: "next",
  data: {
    errors: [
      {
        message: expect.stringContaining("expired"),
        extensions: expect.objectContaining({ code: "UNAUTHENTICATED" }),
      },
    ],
  },
};
const complete = { event: "complete", data: null };

test("a stream ends when the token expires whose claims the router has sent", async () => {
  const stream = await open({ exp: secondsFromNow(0.02) });
  expect(await stream.next()).toEqual(answer);
  time = new Date(now.getTime() + 20);
  expect(await stream.rest()).toEqual([expired, complete]);
});

test("a stream whose token has expired already has no answer", async () => {
  expect(await (await open({ exp: secondsFromNow(-60) })).rest()).toEqual([expired, complete]);
});

test.each([
  ["no expiry", {}],
  ["a later expiry", { exp: secondsFromNow(3600) }],
  ["an expiry that no date can have", { exp: 1e15 }],
])("a stream whose claims have %s stays open", async (_name, claims) => {
  const stream = await open(claims);
  expect(await stream.next()).toEqual(answer);
  stream.leave();
});
