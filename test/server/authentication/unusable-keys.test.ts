import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";
import type { RecordingServer } from "../../support/recording-server.js";
import { startRecordingServer } from "../../support/recording-server.js";
import { audience, bearer, issuer } from "../../support/tokens.js";

const [ec, rsa, shortRsa] = await Promise.all([
  generateKeyPair("ES256", { extractable: true }),
  generateKeyPair("RS256"),
  shortRsaKeys(),
]);
const [ecKey, privateEcKey, rsaKey, shortRsaKey] = await Promise.all([
  exportJWK(ec.publicKey),
  exportJWK(ec.privateKey),
  exportJWK(rsa.publicKey),
  exportJWK(shortRsa.publicKey),
]);
const { x, ...withoutX } = ecKey;
const { n: _modulus, ...withoutModulus } = rsaKey;
const { kty: _type, ...withoutType } = rsaKey;

interface UnusableKey {
  readonly alg: "ES256" | "RS256" | "EdDSA";
  readonly keys: readonly Readonly<Record<string, unknown>>[];
  readonly reason: string;
}

const noMatchingKey = "ERR_JWKS_NO_MATCHING_KEY";
const unusableKey = "UNUSABLE_KEY";

/** Kinds of keys, each under an id of its own in one key set. */
const kinds: Readonly<Record<string, UnusableKey>> = {
  "for encryption": { alg: "RS256", keys: [{ ...rsaKey, use: "enc" }], reason: noMatchingKey },
  "for another algorithm": { alg: "RS256", keys: [{ ...rsaKey, alg: "RS384" }], reason: noMatchingKey },
  "for signing only": { alg: "RS256", keys: [{ ...rsaKey, key_ops: ["sign"] }], reason: noMatchingKey },
  "of another type": { alg: "ES256", keys: [rsaKey], reason: noMatchingKey },
  "on another curve": { alg: "ES256", keys: [{ ...ecKey, crv: "P-384" }], reason: noMatchingKey },
  symmetric: { alg: "RS256", keys: [{ kty: "oct", k: "c2VjcmV0", alg: "RS256" }], reason: noMatchingKey },
  "without a type": { alg: "RS256", keys: [withoutType], reason: noMatchingKey },
  "with a type that is not a text": { alg: "RS256", keys: [{ ...rsaKey, kty: 7 }], reason: noMatchingKey },
  "with the id of another key": {
    alg: "RS256",
    keys: [rsaKey, { ...rsaKey, n: `${rsaKey.n?.slice(0, -4)}AAAA` }],
    reason: "ERR_JWKS_MULTIPLE_MATCHING_KEYS",
  },
  "of a curve for key agreement": {
    alg: "EdDSA",
    keys: [{ kty: "OKP", crv: "X25519", x }],
    reason: noMatchingKey,
  },
  "shorter than 2048 bits": { alg: "RS256", keys: [shortRsaKey], reason: unusableKey },
  private: { alg: "ES256", keys: [privateEcKey], reason: unusableKey },
  "without a modulus": { alg: "RS256", keys: [withoutModulus], reason: unusableKey },
  "with a modulus that is not base64": { alg: "RS256", keys: [{ ...rsaKey, n: "%%%" }], reason: unusableKey },
  "with a modulus that is a number": { alg: "RS256", keys: [{ ...rsaKey, n: 7 }], reason: unusableKey },
  "with an empty modulus": { alg: "RS256", keys: [{ ...rsaKey, n: "" }], reason: unusableKey },
  "without a coordinate": { alg: "ES256", keys: [withoutX], reason: unusableKey },
  "with a point off the curve": { alg: "ES256", keys: [{ ...ecKey, y: ecKey.x }], reason: unusableKey },
  "with a short coordinate": { alg: "ES256", keys: [{ ...ecKey, y: "AQAB" }], reason: unusableKey },
};

let server: RecordingServer;
let gateway: TestGateway;
beforeAll(async () => {
  const unusable = Object.entries(kinds).flatMap(([kid, { keys }]) => keys.map((key) => ({ ...key, kid })));
  server = await startRecordingServer(() => ({ keys: [...unusable, { ...ecKey, kid: "usable" }] }));
  gateway = await startTestGateway({
    AUTHENTICATION: "jwt",
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: audience,
    JWT_JWKS_URL: `${server.url}/jwks.json`,
  });
});
afterAll(async () => {
  await gateway.stop();
  await server.close();
});

test.each(Object.entries(kinds))(
  "rejects a token whose key is %s with 401, and raises no alert",
  async (kid, { alg, reason }) => {
    const from = gateway.logs.length;
    const response = await ask(await tokenOf(kid, alg));
    const { errors } = (await response.json()) as { errors: readonly { readonly message: string }[] };
    expect({ status: response.status, challenge: response.headers.get("www-authenticate") }).toEqual({
      status: 401,
      challenge: 'Bearer error="invalid_token"',
    });
    expect(errors[0]?.message).toContain(
      reason === unusableKey ? "cannot use the identity provider's key" : "rejected the token",
    );
    expect(gateway.logs.slice(from).filter(({ level }) => Number(level) > 30)).toEqual([]);
    expect(gateway.logs.slice(from).filter(({ msg }) => msg === "request refused")).toMatchObject([
      { reason, level: 30 },
    ]);
  },
);

test("accepts a token whose key is usable, beside all of them", async () => {
  expect((await ask(await tokenOf("usable", "ES256"))).status).toBe(200);
  expect(server.requests).toHaveLength(1);
});

function ask(token: string): Promise<Response> {
  return fetch(`${gateway.address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...bearer(token) },
    body: '{"query":"{ __typename }"}',
  });
}

async function tokenOf(kid: string, alg: UnusableKey["alg"]): Promise<string> {
  const signers = { ES256: ec, RS256: rsa, EdDSA: await generateKeyPair("EdDSA") };
  return new SignJWT({ scope: "maintenance:read" })
    .setProtectedHeader({ alg, kid })
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(new Date(now.getTime() + 600_000))
    .sign(signers[alg].privateKey);
}

/** Returns keys that jose itself does not generate. */
function shortRsaKeys() {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: Uint8Array.of(1, 0, 1) };
  return crypto.subtle.generateKey({ ...algorithm, modulusLength: 1024 }, true, ["sign", "verify"]);
}
