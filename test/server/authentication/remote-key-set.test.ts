import { pino } from "pino";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createRemoteKeySet } from "../../../src/server/authentication/remote-key-set.js";
import { testHttpClient } from "../../support/http-client.js";
import { startRecordingServer } from "../../support/recording-server.js";
import { createIssuer } from "../../support/tokens.js";

const { keySet: one } = await createIssuer();
const two = { keys: one.keys.map((key) => ({ ...key, kid: "two" })) };
const hourMs = 3_600_000;
let served: unknown;
let server: Awaited<ReturnType<typeof startRecordingServer>>;
let keySet: ReturnType<typeof createRemoteKeySet>;

beforeEach(async () => {
  served = one;
  server = await startRecordingServer(() => served);
  keySet = createRemoteKeySet(new URL(`${server.url}/jwks.json`), {
    logger: pino({ level: "silent" }),
    httpClient: testHttpClient(),
  });
  vi.useFakeTimers({ toFake: ["Date", "performance"] });
});
afterEach(async () => {
  vi.useRealTimers();
  await server.close();
});

/** Finds the key of a token. */
async function find(kid: string): Promise<string> {
  try {
    await keySet.keyFor({ alg: "ES256", kid }, { payload: "", signature: "" });
    return "found";
  } catch (error) {
    return (error as { code?: string }).code ?? "unreachable";
  }
}
const unknown = "ERR_JWKS_NO_MATCHING_KEY";

// The second case is the same without a step of the clock.
test.each([-hourMs, 0])(
  "an unknown key is fetched after half a minute, if the system's clock was set by %i ms",
  async (ms) => {
    expect(await find("one")).toBe("found");
    served = two;
    vi.setSystemTime(Date.now() + ms);
    vi.advanceTimersByTime(29_999);
    expect(await find("two")).toBe(unknown);
    expect(server.requests).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(await find("two")).toBe("found");
    expect(await find("three")).toBe(unknown);
    expect(server.requests).toHaveLength(2);
  },
);

test.each([-hourMs, 0])(
  "keys are used for a day while the issuer is unreachable, if the system's clock was set by %i ms",
  async (ms) => {
    expect(await find("one")).toBe("found");
    await server.close();
    vi.setSystemTime(Date.now() + ms);
    vi.advanceTimersByTime(24 * hourMs - 1);
    expect(await find("one")).toBe("found");
    vi.advanceTimersByTime(2);
    expect(await find("one")).toBe("unreachable");
  },
);
