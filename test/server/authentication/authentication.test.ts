import { writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readAuthentication } from "../../../src/server/authentication/settings.js";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { startRecordingServer } from "../../support/recording-server.js";
import type { Issuer } from "../../support/tokens.js";
import { audience, bearer, createIssuer, issuer } from "../../support/tokens.js";

const list = "{ maintenanceSources { id } }";

async function ask({ address }: Pick<TestGateway, "address">, headers: Record<string, string>, query = list) {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  const { data, errors = [] } = (await response.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  };
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate"),
    data,
    message: errors[0]?.message,
    code: errors[0]?.extensions.code,
    extensions: Object.keys(errors[0]?.extensions ?? {}),
  };
}

const secondsFromNow = (seconds: number) => Math.floor(now.getTime() / 1000) + seconds;

describe("jwt", () => {
  let trusted: Issuer;
  let stranger: Issuer;
  let gateway: TestGateway;
  beforeAll(async () => {
    [trusted, stranger] = await Promise.all([createIssuer(), createIssuer()]);
    gateway = await startTestGateway(trusted.environment);
  });
  afterAll(() => gateway.stop());

  test("accepts a valid token", async () => {
    expect(await ask(gateway, bearer(await trusted.token({}, now)))).toMatchObject({
      status: 200,
      data: { maintenanceSources: [{}, {}, {}] },
    });
  });

  test("responds with 401 and a Bearer challenge without a token", async () => {
    expect(await ask(gateway, {})).toMatchObject({
      status: 401,
      code: "UNAUTHENTICATED",
      challenge: "Bearer",
      message: "The request has no bearer token. Send the header authorization: Bearer <token>.",
    });
  });

  const symmetric = new TextEncoder().encode("a shared secret for HMAC signatures");
  const goodClaims = {
    iss: issuer,
    aud: audience,
    sub: "ada",
    scope: "maintenance:read",
    exp: secondsFromNow(600),
  };

  test.each<[string, string, () => Promise<string> | string]>([
    ["that has expired", "ERR_JWT_EXPIRED", () => trusted.token({ exp: secondsFromNow(-31) }, now)],
    [
      "that is not valid yet",
      "ERR_JWT_CLAIM_VALIDATION_FAILED (nbf)",
      () => trusted.token({ nbf: secondsFromNow(31) }, now),
    ],
    [
      "without an expiry",
      "ERR_JWT_CLAIM_VALIDATION_FAILED (exp)",
      () => trusted.token({ exp: undefined }, now),
    ],
    [
      "signed by another issuer's key",
      "ERR_JWS_SIGNATURE_VERIFICATION_FAILED",
      () => stranger.token({}, now),
    ],
    [
      "for another audience",
      "ERR_JWT_CLAIM_VALIDATION_FAILED (aud)",
      () => trusted.token({ aud: "other" }, now),
    ],
    [
      "from another issuer",
      "ERR_JWT_CLAIM_VALIDATION_FAILED (iss)",
      () => trusted.token({ iss: "other" }, now),
    ],
    ["with alg: none", "ERR_JOSE_ALG_NOT_ALLOWED", () => new UnsecuredJWT(goodClaims).encode()],
    [
      "signed with a shared secret",
      "ERR_JOSE_ALG_NOT_ALLOWED",
      () => new SignJWT(goodClaims).setProtectedHeader({ alg: "HS256", kid: "one" }).sign(symmetric),
    ],
    ["modified after it was signed", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED", withOtherClaims],
    ["that is not a JWT", "ERR_JWS_INVALID", () => "nothing-of-the-kind"],
    ["with empty parts", "ERR_JWS_INVALID", () => ".."],
  ])("rejects a token %s with 401, and gives the reason only in the log", async (_name, reason, token) => {
    const answer = await ask(gateway, bearer(await token()));
    expect(answer).toEqual({
      status: 401,
      data: undefined,
      challenge: 'Bearer error="invalid_token"',
      message: "The gateway rejected the token. Request a new one. The gateway's log has the reason.",
      code: "UNAUTHENTICATED",
      extensions: ["code", "requestId"],
    });
    const refusals = gateway.logs.filter(({ msg }) => msg === "request refused");
    expect(refusals.at(-1)).toMatchObject({ reason });
    expect(JSON.stringify(gateway.logs)).not.toContain(String(await token()));
  });

  async function withOtherClaims(): Promise<string> {
    const [header, claims, signature] = (await trusted.token({ scope: "maintenance:read" }, now)).split(".");
    const changed = {
      ...JSON.parse(Buffer.from(claims ?? "", "base64url").toString()),
      scope: "maintenance:write",
    };
    return [header, Buffer.from(JSON.stringify(changed)).toString("base64url"), signature].join(".");
  }

  test("accepts a clock difference within the tolerance", async () => {
    const tokens = [{ exp: secondsFromNow(-25) }, { nbf: secondsFromNow(25) }];
    for (const claims of tokens) {
      expect(await ask(gateway, bearer(await trusted.token(claims, now)))).toMatchObject({ status: 200 });
    }
  });

  test.each<Record<string, unknown>>([
    { scope: "openid email" },
    { scope: undefined },
    { scope: "maintenance:reading maintenance" },
    { scope: 7 },
  ])("rejects the claims %j with 403, because they contain no scope of the gateway", async (claims) => {
    expect(await ask(gateway, bearer(await trusted.token(claims, now)))).toMatchObject({
      status: 403,
      code: "PERMISSION_DENIED",
      challenge: 'Bearer error="insufficient_scope", scope="maintenance:read"',
    });
  });

  test("rejects a repeated authorization header", async () => {
    const token = await trusted.token({}, now);
    const { port } = new URL(gateway.address);
    const status = await rawStatus(Number(port), `127.0.0.1:${port}`, [
      ["authorization", `Bearer ${token}`],
      ["authorization", `Bearer ${token}`],
    ]);
    expect(status).toBe(401);
    expect(gateway.logs.filter(({ msg }) => msg === "request refused").at(-1)).toMatchObject({
      reason: "DUPLICATE_HEADER",
    });
  });

  test("accepts scopes as a list and in the claim scp", async () => {
    const token = await trusted.token({ scope: undefined, scp: ["email", "maintenance:read"] }, now);
    expect(await ask(gateway, bearer(token))).toMatchObject({ status: 200 });
  });

  test("rejects a request before it reads the body, and makes no upstream call", async () => {
    await gateway.datadog.reset();
    const answer = await ask(gateway, {}, `{ ${"x".repeat(2_000_000)} }`);
    expect([answer.status, await gateway.datadog.counts()]).toEqual([401, {}]);
  });

  test("requires a token for GET, but not for the browser's page", async () => {
    const url = `${gateway.address}/graphql?query={__typename}`;
    expect((await fetch(url, { headers: { "apollo-require-preflight": "1" } })).status).toBe(401);
    // A request for the page gets only the page.
    const page = await fetch(url, { headers: { accept: "text/html" } });
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html"]);
    const both = await fetch(url, {
      headers: { accept: "application/json, text/html;q=0.1", "apollo-require-preflight": "1" },
    });
    expect([both.status, ((await both.json()) as { data?: unknown }).data]).toEqual([401, undefined]);
    const known = await fetch(url, {
      headers: {
        accept: "application/json, text/html;q=0.1",
        "apollo-require-preflight": "1",
        ...bearer(await trusted.token({}, now)),
      },
    });
    expect([known.status, await known.json()]).toEqual([200, { data: { __typename: "Query" } }]);
  });

  test("serves probes without a token, but without the state of sources", async () => {
    const ready = await fetch(`${gateway.address}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: "ok" }]);
  });

  test("marks responses as private", async () => {
    const memory = { INVENTORY_MAX_AGE_SECONDS: "30" };
    const one = await startTestGateway({ ...trusted.environment, ...memory });
    try {
      const response = await fetch(`${one.address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", ...bearer(await trusted.token({}, now)) },
        body: JSON.stringify({ query: "{ maintenanceWindows { totalCount } }" }),
      });
      expect(response.headers.get("cache-control")).toMatch(/^max-age=\d+, private$/);
    } finally {
      await one.stop();
    }
  });

  test("writes the subject to the audit log, and the token to no log", async () => {
    const token = await trusted.token({ sub: "deploy-bot" }, now);
    const change = `mutation { deleteDatadogMaintenanceWindow(input: { id: "nonsense" }) { __typename } }`;
    await ask(gateway, bearer(token), change);
    const audited = gateway.logs.flatMap(({ audit }) => (audit ? [audit] : []));
    expect(audited.at(-1)).toMatchObject({ caller: { viewer: "deploy-bot" } });
    expect(JSON.stringify(gateway.logs)).not.toContain(token);
  });

  test("reads scopes from the claim in JWT_SCOPE_CLAIM", async () => {
    const one = await startTestGateway({ ...trusted.environment, JWT_SCOPE_CLAIM: "permissions" });
    try {
      const right = await trusted.token({ scope: undefined, permissions: ["maintenance:read"] }, now);
      expect(await ask(one, bearer(right))).toMatchObject({ status: 200 });
      expect(await ask(one, bearer(await trusted.token({}, now)))).toMatchObject({ status: 403 });
    } finally {
      await one.stop();
    }
  });

  test("fetches the issuer's keys once for many requests", async () => {
    const server = await startRecordingServer(() => trusted.keySet);
    const { JWT_JWKS_FILE: _file, ...environment } = trusted.environment;
    const one = await startTestGateway({ ...environment, JWT_JWKS_URL: `${server.url}/jwks.json` });
    try {
      const headers = bearer(await trusted.token({}, now));
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(one, headers)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(server.requests.map(({ url }) => url)).toEqual(["/jwks.json"]);
    } finally {
      await one.stop();
      await server.close();
    }
  });

  test.each<[string, () => unknown]>([
    ["returns an invalid key set", () => ({ nonsense: true })],
    ["returns a response that is too large", () => ({ keys: "x".repeat(2_000_000) })],
  ])("responds with 503 and logs an error if the issuer %s", async (_name, answer) => {
    const server = await startRecordingServer(answer);
    const { JWT_JWKS_FILE: _file, ...environment } = trusted.environment;
    const one = await startTestGateway({ ...environment, JWT_JWKS_URL: `${server.url}/jwks.json` });
    try {
      const headers = bearer(await trusted.token({}, now));
      expect(await ask(one, headers)).toMatchObject({ status: 503, code: "UNAVAILABLE", data: undefined });
      expect(one.logs.filter(({ msg }) => msg === "request refused").at(-1)).toMatchObject({ level: 50 });
      expect(one.logs.some(({ msg }) => msg === "unexpected error")).toBe(false);
      // Anyone can send invalid tokens, so they must not each cause a request to the issuer.
      const fetches = server.requests.length;
      await Promise.all(Array.from({ length: 10 }, () => ask(one, headers)));
      expect(server.requests.length - fetches).toBeLessThanOrEqual(1);
    } finally {
      await one.stop();
      await server.close();
    }
  });

  test("responds with 503 if the issuer is unreachable, unless its keys are cached", async () => {
    const server = await startRecordingServer(() => trusted.keySet);
    const { JWT_JWKS_FILE: _file, ...environment } = trusted.environment;
    const known = await startTestGateway({ ...environment, JWT_JWKS_URL: `${server.url}/jwks.json` });
    const headers = bearer(await trusted.token({}, now));
    expect(await ask(known, headers)).toMatchObject({ status: 200 });
    await server.close();
    const stranger = await startTestGateway({ ...environment, JWT_JWKS_URL: `${server.url}/jwks.json` });
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    try {
      expect(await ask(stranger, headers)).toMatchObject({ status: 503 });
      vi.setSystemTime(Date.now() + 11 * 60_000);
      vi.advanceTimersByTime(11 * 60_000);
      expect(await ask(known, headers)).toMatchObject({ status: 200 });
    } finally {
      vi.useRealTimers();
      await Promise.all([known.stop(), stranger.stop()]);
    }
  });
});

describe("router", () => {
  const [live, next] = ["l".repeat(32), "n".repeat(40)];
  const claims = JSON.stringify({ sub: "grace", scope: "maintenance:read" });
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      AUTHENTICATION: "router",
      ROUTER_SECRET: live,
      ROUTER_SECRET_NEXT: next,
    });
  });
  afterAll(() => gateway.stop());

  test.each([live, next])("accepts each of the two secrets together with claims", async (secret) => {
    const headers = { "router-authorization": secret, "router-claims": claims };
    expect(await ask(gateway, headers)).toMatchObject({ status: 200 });
  });

  test.each<[string, Record<string, string>, string]>([
    ["a request without a secret", { "router-claims": claims }, "NO_ROUTER_SECRET"],
    [
      "a wrong secret",
      { "router-authorization": "x".repeat(32), "router-claims": claims },
      "WRONG_ROUTER_SECRET",
    ],
    [
      "part of a secret",
      { "router-authorization": "l".repeat(31), "router-claims": claims },
      "WRONG_ROUTER_SECRET",
    ],
    ["an empty secret", { "router-authorization": "", "router-claims": claims }, "WRONG_ROUTER_SECRET"],
    ["a request without claims", { "router-authorization": live }, "NO_ROUTER_CLAIMS"],
    [
      "claims that are not an object",
      { "router-authorization": live, "router-claims": "[1]" },
      "MALFORMED_ROUTER_CLAIMS",
    ],
    [
      "claims that are not JSON",
      { "router-authorization": live, "router-claims": "{" },
      "MALFORMED_ROUTER_CLAIMS",
    ],
  ])("rejects %s with 401", async (_name, headers, reason) => {
    expect(await ask(gateway, headers)).toMatchObject({
      status: 401,
      code: "UNAUTHENTICATED",
      data: undefined,
    });
    expect(gateway.logs.filter(({ msg }) => msg === "request refused").at(-1)).toMatchObject({ reason });
  });

  test("reads claims as UTF-8 and writes the subject to the audit log", async () => {
    const claims = Buffer.from('{"sub":"zoë","scope":"maintenance:write"}').toString("latin1");
    const headers = { "router-authorization": live, "router-claims": claims };
    await ask(
      gateway,
      headers,
      'mutation { deleteDatadogMaintenanceWindow(input: { id: "nonsense" }) { __typename } }',
    );
    const audited = gateway.logs.flatMap(({ audit }) => (audit ? [audit] : []));
    expect(audited.at(-1)).toMatchObject({ caller: { viewer: "zoë" } });
  });

  test("rejects claims without a scope of the gateway with 403", async () => {
    const headers = { "router-authorization": live, "router-claims": '{"sub":"grace"}' };
    expect(await ask(gateway, headers)).toMatchObject({ status: 403, code: "PERMISSION_DENIED" });
  });

  test("gives requests without claims the default scopes", async () => {
    const one = await startTestGateway({
      AUTHENTICATION: "router",
      ROUTER_SECRET: live,
      ROUTER_DEFAULT_SCOPES: "maintenance:read:datadog",
    });
    try {
      const sources = { maintenanceSources: [{ id: "datadog" }] };
      expect(await ask(one, { "router-authorization": live })).toMatchObject({ status: 200, data: sources });
    } finally {
      await one.stop();
    }
  });
});

describe("none", () => {
  test("gives full access on loopback, but only with a loopback host name", async () => {
    const gateway = await startTestGateway();
    try {
      expect(await ask(gateway, {})).toMatchObject({ status: 200 });
      const { port } = new URL(gateway.address);
      // fetch cannot set another host header.
      const answers = await Promise.all(
        [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`, "app.localhost"].map((host) =>
          rawStatus(Number(port), host),
        ),
      );
      expect(answers).toEqual([200, 200, 200, 200]);
      const others = await Promise.all(
        [
          "evil.example",
          `evil.example:${port}`,
          "evil-localhost",
          "localhost.evil.example",
          "127.0.0.1.evil.example",
          "evil.example#.localhost",
        ].map((host) => rawStatus(Number(port), host)),
      );
      expect(others).toEqual([403, 403, 403, 403, 403, 403]);
      expect(await rawStatus(Number(port), "evil com")).toBe(400);
      const probe = (host: string) => rawText(Number(port), host, "/readyz");
      expect([await probe("localhost"), await probe("evil.example")]).toEqual([
        expect.stringContaining("datadog"),
        '{"status":"ok"}',
      ]);
    } finally {
      await gateway.stop();
    }
  });

  test("accepts any host name with ALLOW_UNAUTHENTICATED", async () => {
    const gateway = await startTestGateway({ AUTHENTICATION: "none", ALLOW_UNAUTHENTICATED: "true" });
    try {
      expect(await rawStatus(Number(new URL(gateway.address).port), "gateway.example")).toBe(200);
    } finally {
      await gateway.stop();
    }
  });
});

type RawHeaders = readonly (readonly [string, string])[];

/** Sends requests that fetch cannot send: with another host header, or with a repeated header. */
function raw(
  port: number,
  host: string,
  path: string,
  more: RawHeaders,
  method: string,
): Promise<IncomingMessage> {
  const headers = [["host", host], ["content-type", "application/json"], ...more].flat();
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: "127.0.0.1", path, method, headers }, resolve);
    sent.on("error", reject).end(method === "POST" ? '{"query":"{ __typename }"}' : undefined);
  });
}

async function rawStatus(port: number, host: string, more: RawHeaders = []): Promise<number | undefined> {
  const response = await raw(port, host, "/graphql", more, "POST");
  response.resume();
  return response.statusCode;
}

async function rawText(port: number, host: string, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await raw(port, host, path, [], "GET")) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe("every kind of token in every mode", () => {
  let trusted: Issuer;
  let stranger: Issuer;
  const secret = "m".repeat(32);
  const gateways = new Map<string, TestGateway>();
  beforeAll(async () => {
    [trusted, stranger] = await Promise.all([createIssuer(), createIssuer()]);
    gateways.set("none", await startTestGateway());
    gateways.set("jwt", await startTestGateway(trusted.environment));
    gateways.set("router", await startTestGateway({ AUTHENTICATION: "router", ROUTER_SECRET: secret }));
  });
  afterAll(() => Promise.all([...gateways.values()].map((gateway) => gateway.stop())));

  const kinds: Readonly<Record<string, () => Promise<string> | string | null>> = {
    "no token": () => null,
    "an expired token": () => trusted.token({ exp: secondsFromNow(-3600) }, now),
    "a token signed by another issuer's key": () => stranger.token({}, now),
    "a token for another audience": () => trusted.token({ aud: "another" }, now),
    "a token with alg: none": () =>
      new UnsecuredJWT({ iss: issuer, aud: audience, scope: "maintenance:write" }).encode(),
    "a valid token": () => trusted.token({}, now),
  };
  // In mode router, only the secret authenticates a request.
  const routerHeaders = { "router-authorization": secret, "router-claims": '{"scope":"maintenance:read"}' };

  test.each(Object.entries(kinds))("%s", async (kind, token) => {
    const given = await token();
    const headers = given === null ? {} : bearer(given);
    const statusIn = async (mode: string, more: Record<string, string> = {}) => {
      const gateway = gateways.get(mode);
      if (gateway === undefined) throw new Error(`There is no gateway ${mode}.`);
      return (await ask(gateway, { ...headers, ...more })).status;
    };
    expect({
      none: await statusIn("none"),
      jwt: await statusIn("jwt"),
      router: await statusIn("router"),
      routerWithItsSecret: await statusIn("router", routerHeaders),
    }).toEqual({
      none: 200,
      jwt: kind === "a valid token" ? 200 : 401,
      router: 401,
      routerWithItsSecret: 200,
    });
  });
});

describe("the configuration", () => {
  const faultsOf = (environment: Record<string, string>, host = "127.0.0.1") =>
    readAuthentication(environment, host).faults.map(({ key, message }) => `${key} ${message}`);

  test.each([
    ["0.0.0.0", {}, "AUTHENTICATION is missing"],
    ["::", {}, "AUTHENTICATION is missing"],
    [
      "gateway.example",
      { AUTHENTICATION: "none" },
      "AUTHENTICATION is none, so anyone who can reach gateway.example",
    ],
    ["127.0.0.1", { AUTHENTICATION: "basic" }, "AUTHENTICATION must be one of none, jwt, router."],
    ["0.0.0.0", { ALLOW_UNAUTHENTICATED: "true" }, "AUTHENTICATION is missing"],
    ["127.0.0.1", { JWT_ISSUER: "i" }, "JWT_ISSUER is for AUTHENTICATION=jwt, but AUTHENTICATION is none."],
    ["127.0.0.1", { ALLOW_UNAUTHENTICATED: "yes" }, "ALLOW_UNAUTHENTICATED must be true or false."],
  ])("on %s, %j: %s", (host, environment, fault) => {
    expect(faultsOf(environment, host)).toEqual([expect.stringContaining(fault)]);
  });

  test.each([
    [
      { AUTHENTICATION: "saml", JWT_CLOCK_TOLERANCE_SECONDS: "x", ROUTER_DEFAULT_SCOPES: "all" },
      ["AUTHENTICATION", "JWT_CLOCK_TOLERANCE_SECONDS", "ROUTER_DEFAULT_SCOPES"],
    ],
    [
      { AUTHENTICATION: "router", ROUTER_DEFAULT_SCOPES: "all", JWT_JWKS_URL: "keys" },
      ["JWT_JWKS_URL", "ROUTER_DEFAULT_SCOPES"],
    ],
    [
      { AUTHENTICATION: "jwt", JWT_CLOCK_TOLERANCE_SECONDS: "x", ROUTER_SECRET: "y" },
      ["ROUTER_SECRET", "JWT_CLOCK_TOLERANCE_SECONDS"],
    ],
    [{ ALLOW_UNAUTHENTICATED: "maybe", JWT_JWKS_URL: "keys" }, ["ALLOW_UNAUTHENTICATED", "JWT_JWKS_URL"]],
  ])("reports all errors of %j at once", (environment, keys) => {
    expect(faultsOf(environment).map((fault) => fault.split(" ")[0])).toEqual(keys);
  });

  test("ignores the variables that Kubernetes sets for a service named router", () => {
    expect(
      faultsOf({ ROUTER_SERVICE_HOST: "10.0.0.1", ROUTER_PORT: "tcp://10.0.0.1:80", JWT_SECRET: "x" }),
    ).toEqual([]);
  });

  test.each(["127.0.0.1", "localhost", "::1", "127.8.8.8"])(
    "does not require authentication on %s",
    (host) => {
      expect(readAuthentication({}, host).configuration).toEqual({ mode: "none", isConfirmed: false });
    },
  );

  test("reports the missing issuer, audience and keys of mode jwt at once", () => {
    expect(faultsOf({ AUTHENTICATION: "jwt" }).map((fault) => fault.split(" ")[0])).toEqual([
      "JWT_ISSUER",
      "JWT_AUDIENCE",
      "JWT_JWKS_URL",
    ]);
  });

  test.each(["http://issuer.example/keys", "keys", "https://user:pass@issuer.example/keys"])(
    "rejects JWT_JWKS_URL=%s without quoting it",
    (url) => {
      const faults = faultsOf({
        AUTHENTICATION: "jwt",
        JWT_ISSUER: "i",
        JWT_AUDIENCE: "a",
        JWT_JWKS_URL: url,
      });
      expect(faults).toEqual([expect.stringMatching(/^JWT_JWKS_URL must /)]);
      expect(faults.join()).not.toContain(url);
    },
  );

  test("rejects a key file that does not contain public keys", async () => {
    const { keyFile, environment } = await createIssuer();
    expect(faultsOf(environment)).toEqual([]);
    for (const content of ["{", "{}", '{"keys":[]}', '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}']) {
      writeFileSync(keyFile, content);
      expect(faultsOf(environment)).toEqual([
        expect.stringMatching(/^JWT_JWKS_FILE names a file that is not/),
      ]);
    }
    writeFileSync(keyFile, '{"keys":[{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"private"}]}');
    expect(faultsOf(environment)).toHaveLength(1);
  });

  test.each([
    [{}, "ROUTER_SECRET is missing"],
    [{ ROUTER_SECRET: "x".repeat(31) }, "ROUTER_SECRET is shorter than 32 characters"],
    [
      { ROUTER_SECRET: "x".repeat(32), ROUTER_DEFAULT_SCOPES: "maintenance:raed" },
      "ROUTER_DEFAULT_SCOPES must be a comma-separated list of scopes such as maintenance:read",
    ],
    [{ ROUTER_SECRET: `${"x".repeat(40)} y` }, "ROUTER_SECRET contains a space"],
    [{ ROUTER_SECRET_FILE: "/no/such/file" }, "ROUTER_SECRET_FILE names a file that cannot be read."],
    [{ ROUTER_SECRET: "x".repeat(32), ROUTER_SECRET_NEXT: "y" }, "ROUTER_SECRET_NEXT is shorter"],
    [{ ROUTER_SECRET: "x".repeat(32), ROUTER_SECRET_FILE: "f" }, "ROUTER_SECRET_FILE is set together with"],
  ])("router with %j: %s", (environment, fault) => {
    expect(faultsOf({ AUTHENTICATION: "router", ...environment })).toEqual([expect.stringContaining(fault)]);
  });
});
