import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readCalendarAccess } from "../../../src/server/calendar-feed/settings.js";
import { readServerConfiguration } from "../../../src/server/configuration/server-configuration.js";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { eventsIn } from "../../support/icalendar.js";
import { planted, watchForSecrets } from "../../support/secrets.js";
import { send } from "../../support/send.js";
import type { Issuer } from "../../support/tokens.js";
import { bearer, createIssuer } from "../../support/tokens.js";

const token = planted("calendar-token");
const nextToken = planted("calendar-token-next");
const wrongToken = planted("wrong-calendar-token");
const routerSecret = planted("router-secret");

type Mode = "none" | "jwt" | "router";
type Headers = Readonly<Record<string, string>>;

const basic = (password: string, name = "anybody") => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});

/** The places in which a client can send a token. */
const ways: Readonly<
  Record<string, (text: string) => { readonly query?: string; readonly headers?: Headers }>
> = {
  "?token=": (text) => ({ query: `?token=${encodeURIComponent(text)}` }),
  "a Basic password": (text) => ({ headers: basic(text) }),
  Bearer: (text) => ({ headers: bearer(text) }),
};

let trusted: Issuer;
/** A gateway for each mode, with and without CALENDAR_TOKEN. */
const withToken = new Map<Mode, TestGateway>();
const withoutToken = new Map<Mode, TestGateway>();

beforeAll(async () => {
  trusted = await createIssuer();
  const modes: Readonly<Record<Mode, Record<string, string>>> = {
    none: {},
    jwt: trusted.environment,
    router: { AUTHENTICATION: "router", ROUTER_SECRET: routerSecret },
  };
  for (const mode of ["none", "jwt", "router"] as const) {
    withoutToken.set(mode, await startTestGateway(modes[mode]));
    withToken.set(
      mode,
      await startTestGateway({ ...modes[mode], CALENDAR_TOKEN: token, CALENDAR_TOKEN_NEXT: nextToken }),
    );
  }
});
afterAll(() =>
  Promise.all([...withToken.values(), ...withoutToken.values()].map((gateway) => gateway.stop())),
);

function of(gateways: ReadonlyMap<Mode, TestGateway>, mode: Mode): TestGateway {
  const gateway = gateways.get(mode);
  if (gateway === undefined) throw new Error(`There is no gateway in mode ${mode}.`);
  return gateway;
}

async function feed(
  { address, logs }: TestGateway,
  { query = "", headers = {} }: { readonly query?: string; readonly headers?: Headers } = {},
) {
  const response = await fetch(`${address}/calendar.ics${query}`, { headers });
  const text = await response.text();
  watchForSecrets(`${JSON.stringify(Object.fromEntries(response.headers))} ${text}`, "feed");
  const { status } = response;
  return { status, text, challenge: response.headers.get("www-authenticate"), line: logs.at(-1) };
}

/** Returns valid credentials for a mode. */
async function credentialsOf(mode: Mode, claims: Record<string, unknown> = {}): Promise<Headers> {
  switch (mode) {
    case "none":
      return {};
    case "jwt":
      return bearer(await trusted.token(claims, now));
    case "router":
      return {
        "router-authorization": routerSecret,
        "router-claims": JSON.stringify({ sub: "ada", scope: "maintenance:read", ...claims }),
      };
  }
}

const wrongCredentials: Readonly<Record<Exclude<Mode, "none">, readonly [Headers, string]>> = {
  jwt: [bearer("a.b.c"), "ERR_JWS_INVALID"],
  router: [{ "router-authorization": "x".repeat(32), "router-claims": "{}" }, "WRONG_ROUTER_SECRET"],
};

const challenge = 'Basic realm="maintenance calendar"';

describe.each<Mode>(["none", "jwt", "router"])("with a CALENDAR_TOKEN, in mode %s", (mode) => {
  const cases = Object.entries(ways);

  test.each(cases)("accepts the token and the next token as %s", async (_name, given) => {
    const gateway = of(withToken, mode);
    const [live, next] = [await feed(gateway, given(token)), await feed(gateway, given(nextToken))];
    expect([live.status, next.status]).toEqual([200, 200]);
    expect(live.line).toMatchObject({
      msg: "calendar feed",
      viewer: null,
      authenticatedBy: "CALENDAR_TOKEN",
    });
    expect(next.line).toMatchObject({ authenticatedBy: "CALENDAR_TOKEN_NEXT" });
    expect(eventsIn(live.text).length).toBeGreaterThan(10);
  });

  test.each(cases)("rejects a wrong token as %s", async (name, given) => {
    for (const text of [wrongToken, token.slice(0, -1), `${token}x`]) {
      const { status, line, challenge: asked } = await feed(of(withToken, mode), given(text));
      // In mode jwt, a Bearer token can be a caller's JWT.
      const isJwt = mode === "jwt" && name === "Bearer";
      expect({ status, asked, reason: line?.reason }).toEqual(
        isJwt
          ? { status: 401, asked: 'Bearer error="invalid_token"', reason: "ERR_JWS_INVALID" }
          : { status: 401, asked: challenge, reason: "WRONG_CALENDAR_TOKEN" },
      );
      expect(line).toMatchObject({ msg: "request refused", level: 30 });
    }
  });

  test("responds with 401 and a Basic challenge without a token", async () => {
    const { status, line, challenge: asked, text } = await feed(of(withToken, mode));
    expect([status, asked, line?.reason]).toEqual([401, challenge, "NO_CALENDAR_TOKEN"]);
    expect(JSON.parse(text).errors[0].extensions.code).toBe("UNAUTHENTICATED");
  });

  test.each<[string, { query?: string; headers?: Headers }]>([
    ["an empty token in the query", { query: "?token=" }],
    ["an empty password", { headers: basic("") }],
    ["Basic without a colon", { headers: { authorization: `Basic ${Buffer.from("x").toString("base64")}` } }],
    ["the token as a user name", { headers: basic("", token) }],
  ])("reports WRONG_CALENDAR_TOKEN for %s", async (_name, given) => {
    const { status, line } = await feed(of(withToken, mode), given);
    expect([status, line?.reason]).toEqual([401, "WRONG_CALENDAR_TOKEN"]);
  });

  test.each<[string, { query?: string; headers?: Headers }]>([
    ["twice in the query", { query: `?token=${token}&token=${token}` }],
    ["in the query and as a password", { query: `?token=${token}`, headers: basic(token) }],
    ["in the query and as Bearer", { query: `?token=${token}`, headers: bearer(token) }],
  ])("rejects a token %s", async (_name, given) => {
    const { status, line } = await feed(of(withToken, mode), given);
    expect([status, line?.reason]).toEqual([401, "DUPLICATE_TOKEN"]);
  });

  test("accepts and checks the other parameters in the same way as without a token", async () => {
    const gateway = of(withToken, mode);
    expect(await feed(gateway, { query: `?days=7&token=${token}&source=datadog` })).toMatchObject({
      status: 200,
    });
    const { status, text } = await feed(gateway, { query: `?token=${token}&days=0` });
    expect([status, JSON.parse(text).errors[0].message]).toEqual([
      400,
      "Invalid calendar query: days must be a single whole number from 1 to 366.",
    ]);
  });
});

describe.each<Exclude<Mode, "none">>(["jwt", "router"])("callers in mode %s", (mode) => {
  test("cannot use the calendar token for /graphql", async () => {
    const list = "{ maintenanceSources { id } }";
    for (const headers of [bearer(token), basic(token), { "router-authorization": token }]) {
      const answer = await send(of(withToken, mode).address, list, {}, headers);
      expect([answer.data, answer.errors?.[0]?.extensions.code]).toEqual([undefined, "UNAUTHENTICATED"]);
    }
    const inQuery = await fetch(
      `${of(withToken, mode).address}/graphql?query=${encodeURIComponent(list)}&token=${token}`,
      {
        headers: { "apollo-require-preflight": "1" },
      },
    );
    expect(inQuery.status).toBe(401);
  });

  test.each([
    ["with", withToken],
    ["without", withoutToken],
  ])(
    "can read the calendar with the same credentials as /graphql, %s a CALENDAR_TOKEN",
    async (_name, gateways) => {
      const gateway = of(gateways, mode);
      const known = await feed(gateway, { headers: await credentialsOf(mode, { sub: "ada" }) });
      expect(known.status).toBe(200);
      expect(known.line).toMatchObject({ viewer: "ada", authenticatedBy: "AUTHENTICATION" });
      const [headers, reason] = wrongCredentials[mode];
      expect(await feed(gateway, { headers })).toMatchObject({ status: 401, line: { reason } });
      const none = await feed(gateway, { headers: await credentialsOf(mode, { scope: "email" }) });
      expect(none).toMatchObject({ status: 403, line: { reason: "NO_SCOPE" } });
    },
  );

  test("see only the sources that they may read; other sources are unknown", async () => {
    const headers = await credentialsOf(mode, { scope: "maintenance:read:datadog" });
    const { text } = await feed(of(withoutToken, mode), { headers });
    expect(new Set(eventsIn(text).map(({ uid }) => uid.split(":")[0]))).toEqual(new Set(["datadog"]));
    const other = await feed(of(withoutToken, mode), { headers, query: "?source=aws-us-east-1" });
    expect(other.status).toBe(400);
    expect(other.text).toContain("source must name one or more of datadog.");
  });

  test("cannot use a calendar token if CALENDAR_TOKEN is not set", async () => {
    for (const given of Object.values(ways)) {
      expect(await feed(of(withoutToken, mode), given(token))).toMatchObject({ status: 401 });
    }
    const known = await feed(of(withoutToken, mode), {
      headers: await credentialsOf(mode),
      query: `?token=${token}`,
    });
    // The token is ignored like any other parameter that the calendar does not know.
    expect(known.status).toBe(200);
  });
});

test("if a router's request contains a calendar token, only the token is checked", async () => {
  const headers = await credentialsOf("router");
  expect(await feed(of(withToken, "router"), { headers, query: `?token=${wrongToken}` })).toMatchObject({
    status: 401,
    line: { reason: "WRONG_CALENDAR_TOKEN" },
  });
  // A router can forward its own caller's header.
  const handedOn = { ...headers, ...bearer("of-the-router's-caller") };
  expect(await feed(of(withToken, "router"), { headers: handedOn })).toMatchObject({ status: 200 });
});

test("rejects a JWT in the query or as a Basic password", async () => {
  const jwt = await trusted.token({}, now);
  for (const headers of [{}, basic(jwt)]) {
    const query = "authorization" in headers ? "" : `?token=${jwt}`;
    expect(await feed(of(withToken, "jwt"), { query, headers })).toMatchObject({
      status: 401,
      line: { reason: "WRONG_CALENDAR_TOKEN" },
    });
  }
});

test("without CALENDAR_TOKEN and authentication, the calendar can be read only with a loopback host name", async () => {
  const { address } = of(withoutToken, "none");
  expect((await feed(of(withoutToken, "none"))).status).toBe(200);
  const { request } = await import("node:http");
  const status = await new Promise((resolve, reject) => {
    const sent = request(`${address}/calendar.ics`, { headers: { host: "evil.example" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject).end();
  });
  expect(status).toBe(403);
  expect(of(withoutToken, "none").logs.at(-1)).toMatchObject({ reason: "HOST_NOT_LOOPBACK" });
});

test("CALENDAR_SCOPES restricts the sources that the token can read", async () => {
  const gateway = await startTestGateway({
    CALENDAR_TOKEN: token,
    CALENDAR_SCOPES: "maintenance:read:aws-us-east-1, maintenance:read:datadog",
  });
  try {
    const { text } = await feed(gateway, { headers: basic(token) });
    expect(text).not.toContain("aws-eu-central-1");
    expect(text).toContain("aws-us-east-1");
    const hidden = await feed(gateway, { headers: basic(token), query: "?source=aws-eu-central-1" });
    expect(hidden.status).toBe(400);
    expect(hidden.text).toContain("source must name one or more of aws-us-east-1, datadog.");
    // A failure of a hidden source does not affect the feed.
    await gateway.flink.fault("*", { status: 503 });
    expect(await feed(gateway, { headers: basic(token), query: "?source=datadog" })).toMatchObject({
      status: 200,
    });
    const failed = await feed(gateway, { headers: basic(token) });
    expect(failed.status).toBe(503);
    expect(failed.text).not.toContain("aws-eu-central-1");
  } finally {
    await gateway.stop();
  }
});

test("a caller that can read no source gets 403 instead of an empty calendar", async () => {
  const headers = await credentialsOf("jwt", { scope: "maintenance:read:gone" });
  const { status, text } = await feed(of(withoutToken, "jwt"), { headers });
  expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([403, "PERMISSION_DENIED"]);
});

test("a password can contain a colon, and Basic credentials without a colon have no password", async () => {
  const withColon = `${"c".repeat(31)}:${"d".repeat(31)}`;
  const gateway = await startTestGateway({ CALENDAR_TOKEN: withColon });
  try {
    expect((await feed(gateway, { headers: basic(withColon) })).status).toBe(200);
    const plain = { authorization: `Basic ${Buffer.from(withColon.replace(":", "")).toString("base64")}` };
    expect((await feed(gateway, { headers: plain })).status).toBe(401);
  } finally {
    await gateway.stop();
  }
  const bare = { authorization: `Basic ${Buffer.from(token).toString("base64")}` };
  expect((await feed(of(withToken, "none"), { headers: bare })).status).toBe(401);
});

test.each([
  [{ CALENDAR_TOKEN: token, CALENDAR_SCOPES: "maintenance:read:datadgo" }, "CALENDAR_SCOPES"],
  [
    {
      AUTHENTICATION: "router",
      ROUTER_SECRET: routerSecret,
      ROUTER_DEFAULT_SCOPES: "maintenance:read,maintenance:write:datadgo",
    },
    "ROUTER_DEFAULT_SCOPES",
  ],
])("the gateway does not start with a scope for an unknown source: %#", async (environment, key) => {
  await expect(startTestGateway(environment)).rejects.toThrow(
    `${key} names the unknown source datadgo. The sources are aws-eu-central-1, aws-us-east-1, datadog.`,
  );
});

test("the logs contain no tokens", () => {
  const logs = [...withToken.values(), ...withoutToken.values()].flatMap((gateway) => gateway.logs);
  expect(logs.length).toBeGreaterThan(50);
  expect(JSON.stringify(logs)).not.toContain("planted-secret-");
  expect(JSON.stringify(logs)).not.toContain("token=");
});

describe("configuration", () => {
  const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));
  function fileWith(name: string, content: string): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }
  const faultsOf = (environment: Record<string, string>) =>
    readCalendarAccess(environment).faults.map(({ key, message }) => `${key} ${message}`);

  test("returns no calendar access without a token", () => {
    expect(readCalendarAccess({ CALENDAR_TOKEN: " " })).toEqual({ access: null, faults: [] });
  });

  test("reads tokens from variables or files, and allows reading all sources by default", () => {
    const CALENDAR_TOKEN_FILE = fileWith("token", `${token}\n`);
    expect(readCalendarAccess({ CALENDAR_TOKEN_FILE, CALENDAR_TOKEN_NEXT: nextToken })).toEqual({
      faults: [],
      access: {
        tokens: [
          { variable: "CALENDAR_TOKEN", secret: token },
          { variable: "CALENDAR_TOKEN_NEXT", secret: nextToken },
        ],
        scopes: ["maintenance:read"],
      },
    });
    const scoped = readCalendarAccess({
      CALENDAR_TOKEN: token,
      CALENDAR_SCOPES: "maintenance:read:a,maintenance:read:b",
    });
    expect(scoped.access?.scopes).toEqual(["maintenance:read:a", "maintenance:read:b"]);
  });

  // The test names contain only the error, because they are printed and must not contain secrets.
  const wrong: readonly (readonly [Record<string, string>, string])[] = [
    [{ CALENDAR_TOKEN: "x".repeat(31) }, "CALENDAR_TOKEN is shorter than 32 characters"],
    [{ CALENDAR_TOKEN: `${"x".repeat(40)} y` }, "CALENDAR_TOKEN contains a space"],
    [{ CALENDAR_TOKEN_FILE: "/no/such/file" }, "CALENDAR_TOKEN_FILE names a file that cannot be read."],
    [{ CALENDAR_TOKEN_FILE: fileWith("empty", "") }, "CALENDAR_TOKEN_FILE names an empty file."],
    [
      { CALENDAR_TOKEN_FILE: fileWith("short", "x") },
      "CALENDAR_TOKEN_FILE names a file with a secret that is shorter",
    ],
    [
      { CALENDAR_TOKEN: token, CALENDAR_TOKEN_FILE: "f" },
      "CALENDAR_TOKEN_FILE is set together with CALENDAR_TOKEN",
    ],
    [{ CALENDAR_TOKEN: token, CALENDAR_TOKEN_NEXT: "y" }, "CALENDAR_TOKEN_NEXT is shorter"],
    [{ CALENDAR_TOKEN_NEXT: nextToken }, "CALENDAR_TOKEN is missing"],
    [{ CALENDAR_SCOPES: "maintenance:read" }, "CALENDAR_SCOPES has no effect without CALENDAR_TOKEN"],
    ...[
      "maintenance:write",
      "maintenance:read,maintenance:write:a",
      "maintenance:raed",
      ",",
      "maintenance:read:a b",
    ].map((CALENDAR_SCOPES): [Record<string, string>, string] => [
      { CALENDAR_TOKEN: token, CALENDAR_SCOPES },
      "CALENDAR_SCOPES must be maintenance:read, or a comma-separated list of scopes",
    ]),
    [{ CALENDAR_TOKEN: token, ROUTER_SECRET: token }, "CALENDAR_TOKEN is the same as ROUTER_SECRET"],
    [
      {
        CALENDAR_TOKEN: token,
        CALENDAR_TOKEN_NEXT: nextToken,
        ROUTER_SECRET_NEXT_FILE: fileWith("next", nextToken),
      },
      "CALENDAR_TOKEN_NEXT is the same as ROUTER_SECRET_NEXT",
    ],
  ];
  test.each(wrong.map(([environment, fault]) => ({ environment, fault })))(
    "$fault",
    ({ environment, fault }) => {
      const faults = faultsOf(environment);
      expect(faults).toEqual([expect.stringContaining(fault)]);
      expect(faults.join()).not.toContain("planted-secret-");
    },
  );

  test("reports its errors together with all others", () => {
    const { faults } = readServerConfiguration({ PORT: "x", CALENDAR_TOKEN: "short" });
    expect(faults.map(({ key }) => key)).toEqual(["PORT", "CALENDAR_TOKEN"]);
  });
});
