import fc from "fast-check";
import { exportJWK, generateKeyPair } from "jose";
import { pino } from "pino";
import { expect, test } from "vitest";
import { AuthenticationError } from "../../../src/server/authentication/authentication-error.js";
import { createJwtAuthentication } from "../../../src/server/authentication/jwt-mode.js";
import { now } from "../../support/gateway.js";
import { testHttpClient } from "../../support/http-client.js";
import { audience, issuer } from "../../support/tokens.js";

const { publicKey, privateKey } = await generateKeyPair("ES256");
const authenticate = createJwtAuthentication(
  {
    mode: "jwt",
    issuer,
    audience: [audience],
    keys: { keys: [{ ...(await exportJWK(publicKey)), kid: "one" } as never] },
    clockToleranceSeconds: 30,
    scopeClaim: null,
  },
  { logger: pino({ level: "silent" }), httpClient: testHttpClient() },
);

const good = { alg: "ES256", kid: "one", iss: issuer, aud: audience, scope: "maintenance:read" };
const member = (name: keyof typeof good) => fc.oneof(fc.constant(good[name]), fc.jsonValue());
const header = fc.record(
  { alg: member("alg"), kid: member("kid"), typ: fc.jsonValue(), crit: fc.jsonValue(), b64: fc.jsonValue() },
  { requiredKeys: [] },
);
const claims = fc.record(
  {
    iss: member("iss"),
    aud: member("aud"),
    scope: member("scope"),
    exp: fc.oneof(fc.constant(now.getTime() / 1000 + 60), fc.jsonValue()),
    nbf: fc.jsonValue(),
    sub: fc.jsonValue(),
  },
  { requiredKeys: [] },
);
const part = (json: fc.Arbitrary<object>) =>
  fc.oneof({ weight: 5, arbitrary: json.map((value) => encode(JSON.stringify(value))) }, fc.string());

test("every token is accepted, or rejected for what it contains", async () => {
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(part(header), part(claims), fc.option(fc.string()), async (first, second, other) => {
      const token = `${first}.${second}.${other ?? (await signatureOf(`${first}.${second}`))}`;
      const status = await statusOf(token);
      seen.add(status);
      expect([200, 401, 403]).toContain(status);
    }),
    {
      numRuns: 1_000,
      examples: [[encode(JSON.stringify({ alg: "ES256" })), encode(JSON.stringify(goodClaims())), null]],
    },
  );
  expect(seen).toContain(200);
});

function goodClaims() {
  const { alg: _alg, kid: _kid, ...claims } = good;
  return { ...claims, exp: now.getTime() / 1000 + 60 };
}

function encode(text: string): string {
  return Buffer.from(text).toString("base64url");
}

async function signatureOf(text: string): Promise<string> {
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(algorithm, privateKey as CryptoKey, Buffer.from(text));
  return Buffer.from(signature).toString("base64url");
}

async function statusOf(token: string): Promise<number> {
  try {
    await authenticate({ authorization: [`Bearer ${token}`] }, { now, steadyMs: 0 });
    return 200;
  } catch (error) {
    return error instanceof AuthenticationError ? error.statusCode : 500;
  }
}
