import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { isLoopback } from "../../settings/loopback.js";
import { readTextFile } from "../../settings/read-text-file.js";
import { hasUsablePort, textList, wholeNumberText } from "../../settings/value-schemas.js";
import type { JwtAuthentication, PublicKey } from "./authentication-modes.js";

const jwksRule = "must be an https URL, such as https://issuer.example/.well-known/jwks.json.";

/** Requires TLS, except on this machine: without it, an attacker could replace the keys. */
const keysUrl = v.pipe(
  v.string(),
  v.url(jwksRule),
  hasUsablePort(jwksRule),
  v.transform((text) => new URL(text)),
  v.check(({ protocol, hostname }) => protocol === "https:" || isLoopback(hostname), jwksRule),
  v.check(
    ({ username, password, hash, pathname }) => username + password + hash === "" && !pathname.includes("//"),
    "must not contain a user name, a password, a fragment or //.",
  ),
);

/** The variables of the mode `jwt`. */
export const jwtSchema = v.object({
  JWT_ISSUER: v.optional(v.string()),
  JWT_AUDIENCE: textList,
  JWT_JWKS_URL: v.optional(keysUrl),
  JWT_JWKS_FILE: v.optional(v.string()),
  JWT_CLOCK_TOLERANCE_SECONDS: wholeNumberText(0, 300, 30),
  JWT_SCOPE_CLAIM: v.optional(v.string()),
});

/** The settings of the mode `jwt`, or every error in them. */
export function readJwtAuthentication(environment: Environment): {
  readonly configuration: JwtAuthentication | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output: settings, faults: ofSchema } = checkEnvironment(jwtSchema, environment);
  if (settings === null) return { configuration: null, faults: ofSchema };
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: url, JWT_JWKS_FILE: file } = settings;
  const faults: ConfigurationFault[] = [];
  const fault = (key: string, message: string) => faults.push({ key, message });
  if (issuer === undefined)
    fault("JWT_ISSUER", "is missing. Set it to the claim `iss` of the tokens to accept.");
  if (audience.length === 0) {
    fault(
      "JWT_AUDIENCE",
      "is missing. Set it to the claim `aud` of the tokens to accept; separate several with commas.",
    );
  }
  if (url === undefined && file === undefined) {
    fault(
      "JWT_JWKS_URL",
      "is missing. Set it to the URL of the issuer's public keys, or set JWT_JWKS_FILE to a file with them.",
    );
  }
  if (url !== undefined && file !== undefined) {
    fault("JWT_JWKS_FILE", "is set together with JWT_JWKS_URL. Remove one of them.");
  }
  const ofFile = readKeys(file);
  if ("problem" in ofFile) fault("JWT_JWKS_FILE", ofFile.problem);
  const keys = url === undefined ? ofFile : { url };
  if (issuer === undefined || "problem" in keys || faults.length > 0) return { configuration: null, faults };
  const configuration = {
    mode: "jwt",
    issuer,
    audience,
    keys,
    clockToleranceSeconds: settings.JWT_CLOCK_TOLERANCE_SECONDS,
    scopeClaim: settings.JWT_SCOPE_CLAIM ?? null,
  } as const;
  return { configuration, faults };
}

const keysSchema = v.object({
  keys: v.pipe(
    v.array(v.looseObject({ kty: v.picklist(["RSA", "EC", "OKP"]), d: v.optional(v.never()) })),
    v.minLength(1),
  ),
});

/** The public keys of a JWK Set (RFC 7517). A private key is rejected: the gateway must not be able to sign. */
function readKeys(
  file: string | undefined,
): { readonly keys: readonly PublicKey[] } | { readonly problem: string } {
  if (file === undefined) return { keys: [] };
  const text = readTextFile(file);
  if (text === null) return { problem: "names a file that cannot be read." };
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), keysSchema), text);
  if (success) return { keys: output.keys };
  return {
    problem:
      "names a file that is not a JWK Set of public keys. The key types RSA, EC and OKP are supported.",
  };
}
