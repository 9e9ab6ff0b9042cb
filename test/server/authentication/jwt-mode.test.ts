import { createLocalJWKSet } from "jose";
import { pino } from "pino";
import { afterEach, expect, test, vi } from "vitest";
import { createJwtAuthentication } from "../../../src/server/authentication/jwt-mode.js";
import type { KeySet } from "../../../src/server/authentication/remote-key-set.js";
import * as keySets from "../../../src/server/authentication/remote-key-set.js";
import { movableClock } from "../../support/clock.js";
import { testHttpClient } from "../../support/http-client.js";
import { audience, createIssuer, issuer } from "../../support/tokens.js";

const { keySet, token } = await createIssuer();
const tolerance = 30;
afterEach(() => vi.restoreAllMocks());

/** Authenticates with a key set whose version the test controls, and counts the signatures that are verified. */
function createAuthentication() {
  const clock = movableClock();
  const state = { version: 1, refreshes: 0, keys: createLocalJWKSet(keySet) };
  const keys: KeySet = {
    keyFor: (...given) => state.keys(...given),
    version: () => state.version,
    refreshIfOld() {
      state.refreshes += 1;
    },
  };
  vi.spyOn(keySets, "createFixedKeySet").mockReturnValue(keys);
  const verify = vi.spyOn(crypto.subtle, "verify");
  const authenticate = createJwtAuthentication(
    {
      mode: "jwt",
      issuer,
      audience: [audience],
      keys: { keys: keySet.keys as never },
      clockToleranceSeconds: tolerance,
      scopeClaim: null,
    },
    { logger: pino({ level: "silent" }), httpClient: testHttpClient() },
  );
  return {
    clock,
    state,
    verified: () => verify.mock.calls.length,
    ask: async (text: string) => authenticate({ authorization: [`Bearer ${text}`] }, clock.moment()),
  };
}

test("a token is verified once, and its keys are still refreshed", async () => {
  const { clock, state, verified, ask } = createAuthentication();
  const text = await token({}, clock.now());
  const first = await ask(text);
  expect(await ask(text)).toBe(first);
  expect([verified(), state.refreshes]).toEqual([1, 2]);
  expect(first.viewer).toBe("ada");
});

test("a verified token is rejected as soon as it ends", async () => {
  const { clock, ask } = createAuthentication();
  const text = await token({ exp: clock.now().getTime() / 1000 + 60 }, clock.now());
  await ask(text);
  clock.passSeconds(60 + tolerance - 0.001);
  await ask(text);
  clock.passSeconds(0.001);
  await expect(ask(text)).rejects.toMatchObject({ statusCode: 401, reason: "ERR_JWT_EXPIRED" });
});

test("a verified token is verified again after ten minutes, and if the clock goes back", async () => {
  const { clock, verified, ask } = createAuthentication();
  const text = await token({}, clock.now());
  await ask(text);
  clock.passSeconds(599.999);
  await ask(text);
  expect(verified()).toBe(1);
  clock.passSeconds(0.001);
  await ask(text);
  expect(verified()).toBe(2);
  clock.passSeconds(-1);
  await ask(text);
  expect(verified()).toBe(3);
});

test("a verified token is verified again after ten minutes, even if the clock was set back meanwhile", async () => {
  const { clock, verified, ask } = createAuthentication();
  const text = await token({}, new Date(clock.now().getTime() - 600_000));
  await ask(text);
  clock.passSeconds(500);
  await ask(text);
  clock.passSeconds(-400);
  await ask(text);
  expect(verified()).toBe(1);
  clock.passSeconds(100);
  await ask(text);
  expect(verified()).toBe(2);
});

test("a verified token is rejected when its key is removed", async () => {
  const { clock, state, ask } = createAuthentication();
  const text = await token({}, clock.now());
  await ask(text);
  const other = await createIssuer();
  const [otherKey] = other.keySet.keys;
  state.keys = createLocalJWKSet({ keys: [{ ...otherKey, kid: "two" }] as never });
  state.version += 1;
  await expect(ask(text)).rejects.toMatchObject({ statusCode: 401, reason: "ERR_JWKS_NO_MATCHING_KEY" });
});

test("a token that differs in one character is verified itself", async () => {
  const { clock, verified, ask } = createAuthentication();
  const text = await token({}, clock.now());
  await ask(text);
  await expect(ask(`${text.slice(0, -4)}AAAA`)).rejects.toMatchObject({ statusCode: 401 });
  expect(verified()).toBe(2);
});
