import { fork } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";

/** A server under load. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** Sent with each request; null if the server does not authenticate callers. */
  readonly token: string | null;
  readonly stop: () => void;
}

export const peerNames = ["apollo", "yoga", "mercurius", "mercurius-jit"] as const;

/** Starts a hand-written server with these windows. */
export async function startPeer(
  name: (typeof peerNames)[number],
  windows: readonly unknown[],
): Promise<Target> {
  const child = fork("bench/peers/serve.ts", [name], {
    execArgv: [],
    env: { ...process.env, NODE_ENV: "production" },
  });
  process.once("exit", () => child.kill());
  const url = await new Promise<string>((resolve) => {
    child.once("message", (address) => resolve(String(address)));
    child.send(windows as object);
  });
  return { name, url, pid: child.pid ?? 0, token: null, stop: () => child.kill() };
}

/** Creates the keys of an identity provider and a token from it. */
export async function createIssuer() {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const file = join(mkdtempSync(join(tmpdir(), "bench-")), "jwks.json");
  writeFileSync(
    file,
    JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "RS256" }] }),
  );
  const token = await new SignJWT({ scope: "maintenance:read" })
    .setProtectedHeader({ alg: "RS256", kid: "bench" })
    .setIssuer("https://issuer.example")
    .setAudience("bench")
    .setSubject("bench")
    .setExpirationTime("2h")
    .sign(privateKey);
  const environment = {
    AUTHENTICATION: "jwt",
    JWT_ISSUER: "https://issuer.example",
    JWT_AUDIENCE: "bench",
    JWT_JWKS_FILE: file,
  };
  return { token, environment };
}
