import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const issuer = "https://issuer.example";
export const audience = "maintenance-gateway";

/** Creates an identity provider: a key set with its file, the gateway's settings for it, and tokens. */
export async function createIssuer() {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const keySet = { keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" }] };
  const keyFile = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "jwks.json");
  writeFileSync(keyFile, JSON.stringify(keySet));
  return {
    keySet,
    keyFile,
    /** The environment of a gateway that trusts it. */
    environment: {
      AUTHENTICATION: "jwt",
      JWT_ISSUER: issuer,
      JWT_AUDIENCE: audience,
      JWT_JWKS_FILE: keyFile,
    },
    /** Returns a token that is valid for an hour from `at`. These claims override its valid ones. */
    token(claims: Record<string, unknown>, at: Date): Promise<string> {
      const seconds = Math.floor(at.getTime() / 1000);
      const good = { iss: issuer, aud: audience, sub: "ada", iat: seconds, exp: seconds + 3600 };
      return new SignJWT({ ...good, scope: "maintenance:read maintenance:write", ...claims })
        .setProtectedHeader({ alg: "ES256", kid: "one", typ: "at+jwt" })
        .sign(privateKey);
    },
  };
}

export type Issuer = Awaited<ReturnType<typeof createIssuer>>;

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
