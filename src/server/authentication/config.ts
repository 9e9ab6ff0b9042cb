import * as v from "valibot";
import { checkEnvironment, textList, wholeNumberText } from "../../datasources/check-settings.js";
import type { ConfigurationFault, Environment } from "../../datasources/provider.js";
import { isLoopback } from "./local.js";
import { contentOf, readSecret } from "./secrets.js";

/** Everybody who reaches the gateway may do everything. */
export interface NoAuthentication {
  readonly mode: "none";
  /** Whether it was said that this holds for other machines too. */
  readonly saidTwice: boolean;
}

/** A public key as a JWK (RFC 7517). */
export type PublicKey = Readonly<Record<string, unknown>> & { readonly kty: string };

export interface JwtAuthentication {
  readonly mode: "jwt";
  readonly issuer: string;
  /** One of them must be the token's. */
  readonly audience: readonly string[];
  readonly keys: { readonly url: URL } | { readonly keys: readonly PublicKey[] };
  readonly clockToleranceSeconds: number;
  /** The claim that holds the scopes; null where it is one of the usual ones. */
  readonly scopeClaim: string | null;
}

export interface RouterAuthentication {
  readonly mode: "router";
  /** Each of them counts: so one can be replaced without a request that is refused. */
  readonly secrets: readonly string[];
  /** Of a request that the router makes for nobody. */
  readonly defaultScopes: readonly string[];
}

export type AuthenticationConfiguration = NoAuthentication | JwtAuthentication | RouterAuthentication;

const modes = ["none", "jwt", "router"] as const;

const jwksRule = "must be a URL with https, such as https://issuer.example/.well-known/jwks.json.";

/** What is not secret may be had without TLS from this machine only. */
const keysUrl = v.pipe(
  v.string(),
  v.url(jwksRule),
  v.transform((text) => new URL(text)),
  v.check(({ protocol, hostname }) => protocol === "https:" || isLoopback(hostname), jwksRule),
  v.check(({ username, password }) => username + password === "", "must hold no name or password."),
);

const schema = v.object({
  AUTHENTICATION: v.optional(v.picklist(modes, `must be one of ${modes.join(", ")}.`)),
  ALLOW_UNAUTHENTICATED: v.optional(v.picklist(["true", "false"], "must be true or false."), "false"),
  JWT_ISSUER: v.optional(v.string()),
  JWT_AUDIENCE: textList,
  JWT_JWKS_URL: v.optional(keysUrl),
  JWT_JWKS_FILE: v.optional(v.string()),
  JWT_CLOCK_TOLERANCE_SECONDS: wholeNumberText(0, 300, 30),
  JWT_SCOPE_CLAIM: v.optional(v.string()),
  ROUTER_DEFAULT_SCOPES: v.pipe(
    textList,
    v.check(
      (scopes) => scopes.every((scope) => /^maintenance:(?:read|write)(?::[\w.-]+)?$/.test(scope)),
      "must be scopes such as maintenance:read or maintenance:read:<source>, with commas between.",
    ),
  ),
});

type Settings = v.InferOutput<typeof schema>;

/** How callers are told apart, or every fault of what says so. `host` is where the gateway listens. */
export function readAuthentication(
  environment: Environment,
  host: string,
): {
  readonly configuration: AuthenticationConfiguration | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults } = checkEnvironment(schema, environment);
  if (output === null) return { configuration: null, faults };
  const mode = output.AUTHENTICATION ?? (isLoopback(host) ? "none" : null);
  const idle = settingsOfOthers(mode, environment);
  if (idle.length > 0) return { configuration: null, faults: idle };
  switch (mode) {
    case null:
      return refused(
        "AUTHENTICATION",
        `is missing: where others reach the gateway (HOST is ${host}) it must be jwt or router, or none together with ALLOW_UNAUTHENTICATED=true.`,
      );
    case "none":
      return noAuthentication(output, host);
    case "jwt":
      return jwtAuthentication(output);
    case "router":
      return routerAuthentication(output, environment);
  }
}

/** The settings of each mode that has any. */
const settingsOfModes = {
  jwt: [
    "JWT_ISSUER",
    "JWT_AUDIENCE",
    "JWT_JWKS_URL",
    "JWT_JWKS_FILE",
    "JWT_CLOCK_TOLERANCE_SECONDS",
    "JWT_SCOPE_CLAIM",
  ],
  router: [
    "ROUTER_SECRET",
    "ROUTER_SECRET_FILE",
    "ROUTER_SECRET_NEXT",
    "ROUTER_SECRET_NEXT_FILE",
    "ROUTER_DEFAULT_SCOPES",
  ],
} as const;

/** What is set for another mode was meant to let in nobody else. */
function settingsOfOthers(mode: string | null, environment: Environment): readonly ConfigurationFault[] {
  return Object.entries(settingsOfModes)
    .filter(([other]) => other !== mode)
    .flatMap(([other, settings]) =>
      settings
        .filter((key) => environment[key]?.trim())
        .map((key) => ({ key, message: `is for AUTHENTICATION=${other}, which is ${mode ?? "not set"}.` })),
    );
}

function refused(key: string, message: string) {
  return { configuration: null, faults: [{ key, message }] };
}

function noAuthentication({ ALLOW_UNAUTHENTICATED }: Settings, host: string) {
  const saidTwice = ALLOW_UNAUTHENTICATED === "true";
  if (saidTwice || isLoopback(host))
    return { configuration: { mode: "none", saidTwice } as const, faults: [] };
  return refused(
    "AUTHENTICATION",
    `is none, so that whoever reaches ${host} may change every window. Say ALLOW_UNAUTHENTICATED=true too if that is meant, or listen on 127.0.0.1.`,
  );
}

function jwtAuthentication(settings: Settings) {
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audience, JWT_JWKS_URL: url, JWT_JWKS_FILE: file } = settings;
  const faults: ConfigurationFault[] = [];
  const fault = (key: string, message: string) => faults.push({ key, message });
  if (issuer === undefined) fault("JWT_ISSUER", "is missing: the claim iss of the tokens that are accepted.");
  if (audience.length === 0) {
    fault(
      "JWT_AUDIENCE",
      "is missing: the claim aud of the tokens that are accepted; commas between several.",
    );
  }
  if (url === undefined && file === undefined) {
    fault(
      "JWT_JWKS_URL",
      "is missing: where the issuer's public keys are; JWT_JWKS_FILE names a file of them.",
    );
  }
  if (url !== undefined && file !== undefined) {
    fault("JWT_JWKS_FILE", "is set together with JWT_JWKS_URL: one of them is enough.");
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

/** The public keys of a JWK Set (RFC 7517). One who could sign with them has no need of the gateway. */
function readKeys(
  file: string | undefined,
): { readonly keys: readonly PublicKey[] } | { readonly problem: string } {
  if (file === undefined) return { keys: [] };
  const text = contentOf(file);
  if (text === null) return { problem: "names a file that cannot be read." };
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), keysSchema), text);
  if (success) return { keys: output.keys };
  return { problem: "names a file that is not a JWK Set of public keys of the types RSA, EC and OKP." };
}

function routerAuthentication({ ROUTER_DEFAULT_SCOPES: defaultScopes }: Settings, environment: Environment) {
  const live = readSecret("ROUTER_SECRET", environment);
  const next = readSecret("ROUTER_SECRET_NEXT", environment);
  const faults = [...live.faults, ...next.faults];
  if (live.secret === null && live.faults.length === 0) {
    const message = "is missing: what the router sends in the header router-authorization.";
    faults.push({ key: "ROUTER_SECRET", message });
  }
  if (faults.length > 0) return { configuration: null, faults };
  const secrets = [live.secret, next.secret].filter((secret) => secret !== null);
  return { configuration: { mode: "router", secrets, defaultScopes } as const, faults };
}
