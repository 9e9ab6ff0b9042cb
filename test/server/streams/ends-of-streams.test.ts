import { afterEach, expect, test } from "vitest";
import { movableClock } from "../../support/clock.js";
import type { ReceivedStream } from "../../support/event-stream.js";
import { subscribe } from "../../support/event-stream.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import { mutate } from "../../support/mutations.js";
import { bearer, createIssuer } from "../../support/tokens.js";

const query = "subscription S { maintenanceNow { verdict } }";
const events = `subscription E {
  maintenanceWindowChanged(filter: { types: [UPDATED] }, after: "none") { type }
}`;
const complete = { event: "complete", data: null };

let gateway: TestGateway;
afterEach(() => gateway.stop());

const open = (headers: Record<string, string> = {}, document = query) =>
  subscribe(gateway.address, { query: document }, headers);

/** Returns the ends of a stream whose only remaining result is an error. */
const errorOf = (code: string, message: string) => [
  {
    event: "next",
    data: {
      errors: [{ message: expect.stringContaining(message), extensions: expect.objectContaining({ code }) }],
    },
  },
  complete,
];

const reasons = () => gateway.logs.filter(({ msg }) => msg === "stream ended").map(({ reason }) => reason);

async function opened(...streams: readonly Promise<ReceivedStream>[]): Promise<readonly ReceivedStream[]> {
  const all = await Promise.all(streams);
  for (const stream of all) expect((await stream.next())?.event).toBe("next");
  return all;
}

test("each caller has its own limit, and a stream that ends makes room", async () => {
  const issuer = await createIssuer();
  gateway = await startTestGateway({ ...issuer.environment, MAX_STREAMS_PER_CALLER: "1" });
  const now = new Date("2026-11-22T12:00:00.000Z");
  const [ada, bob] = await Promise.all(
    ["ada", "bob"].map(async (sub) => bearer(await issuer.token({ sub }, now))),
  );
  const [first, other] = await opened(open(ada), open(bob));
  const refused = await open(ada);
  expect(refused.response.status).toBe(200);
  expect(await refused.rest()).toEqual(errorOf("RESOURCE_EXHAUSTED", "MAX_STREAMS_PER_CALLER allows 1"));
  first?.leave();
  await expect.poll(reasons).toEqual(["RESOURCE_EXHAUSTED", "CLIENT_GONE"]);
  const [again] = await opened(open(ada));
  again?.leave();
  other?.leave();
});

test("all callers together have a limit", async () => {
  gateway = await startTestGateway({ MAX_STREAMS: "1" });
  const [only] = await opened(open());
  expect(await (await open()).rest()).toEqual(errorOf("RESOURCE_EXHAUSTED", "MAX_STREAMS allows 1"));
  only?.leave();
});

test("a silent stream ends when its token expires", async () => {
  const issuer = await createIssuer();
  const clock = movableClock();
  gateway = await startTestGateway({ ...issuer.environment, JWT_CLOCK_TOLERANCE_SECONDS: "0" }, clock.now);
  const seconds = Math.floor(clock.now().getTime() / 1000);
  clock.passSeconds(0.95);
  const [stream] = await opened(open(bearer(await issuer.token({ exp: seconds + 1 }, clock.now()))));
  clock.passSeconds(0.05);
  expect(await stream?.rest()).toEqual(errorOf("UNAUTHENTICATED", "The token has expired"));
  await expect.poll(reasons).toEqual(["UNAUTHENTICATED"]);
});

test("the caller is authenticated again before each event", async () => {
  const issuer = await createIssuer();
  const clock = movableClock();
  gateway = await startTestGateway(issuer.environment, clock.now);
  const [stream] = await opened(open(bearer(await issuer.token({}, clock.now())), events));
  clock.passSeconds(7200);
  const id = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
  const fresh = bearer(await issuer.token({}, clock.now()));
  await mutate(gateway, "updateFlinkMaintenanceWindow", { id, startTime: "22:30" }, fresh);
  expect(await stream?.rest()).toEqual(errorOf("UNAUTHENTICATED", "rejected the token"));
});

test("a shutdown ends all streams with an error, and does not wait for them", async () => {
  gateway = await startTestGateway();
  const streams = await opened(open(), open({}, events));
  const stopped = gateway.stop();
  gateway = { ...gateway, stop: () => stopped };
  for (const stream of streams)
    expect(await stream.rest()).toEqual(errorOf("UNAVAILABLE", "Open the stream again"));
  await stopped;
  expect(reasons()).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
});
