import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import { freePort } from "../support/free-port.js";
import { sourceFile } from "../support/gateway-config-file.js";
import type { RecordingServer } from "../support/recording-server.js";
import { startRecordingServer } from "../support/recording-server.js";
import { planted, takeLeaks, watchForSecrets } from "../support/secrets.js";
import { startSecurityTokenService } from "../support/security-token-service.js";
import { bearer, createIssuer } from "../support/tokens.js";

const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));
function fileWith(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

let emulators: TestEmulators;
let collector: RecordingServer;
let tokens: Awaited<ReturnType<typeof startSecurityTokenService>>;
let child: Child | undefined;
beforeEach(async () => {
  [emulators, collector, tokens] = await Promise.all([
    startTestEmulators(() => new Date()),
    startRecordingServer(() => ({})),
    startSecurityTokenService(),
  ]);
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await child?.exit;
  await Promise.all([emulators.close(), collector.close(), tokens.close()]);
});

/** Returns a configuration with a secret in every place that accepts one, and sources that fail in different ways. */
async function everySecret(): Promise<Record<string, string>> {
  const credentials = `[shared]\naws_access_key_id = AKIA111122223333\naws_secret_access_key = ${planted("profile")}\n`;
  const flink = (id: string, more: Record<string, unknown>) => ({
    id,
    provider: "AWS_FLINK",
    region: "eu-central-1",
    endpoint: emulators.flink.url,
    ...more,
  });
  const datadog = (id: string, more: Record<string, unknown>) => ({
    id,
    provider: "DATADOG",
    endpoint: emulators.datadog.url,
    ...more,
  });
  return {
    ...emulators.environment,
    ...sourceFile([
      flink("usual", {}),
      flink("profile", { profile: "shared" }),
      flink("role", {
        roleArn: "arn:aws:iam::444455556666:role/maintenance",
        externalId: planted("external-id"),
      }),
      datadog("usual-datadog", {}),
      datadog("files", {
        apiKeyFile: fileWith("api-key", `${planted("api-key-file")}\n`),
        appKeyFile: fileWith("app-key", planted("app-key-file")),
      }),
      datadog("variables", { apiKeyEnv: "OTHER_API_KEY", appKeyEnv: "OTHER_APP_KEY" }),
      datadog("away", { endpoint: `http://127.0.0.1:${await freePort()}` }),
    ]),
    AWS_SESSION_TOKEN: planted("aws-session-token"),
    AWS_SHARED_CREDENTIALS_FILE: fileWith("credentials", credentials),
    AWS_ENDPOINT_URL_STS: tokens.url,
    OTHER_API_KEY: planted("other-api-key"),
    OTHER_APP_KEY: planted("other-app-key"),
    REDIS_URL: `redis://user:${planted("redis-password")}@127.0.0.1:${await freePort()}`,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${planted("otlp-header")}`,
    LOG_LEVEL: "trace",
    DEBUG: "*",
    METRICS_PORT: "0",
  };
}

const everything = `{
  maintenanceWindows(first: 100) { totalCount sources { source { id } state error { message } } }
  maintenanceSources { id health { error { message } } }
}`;

const faults = [{}, { status: 403 }, { status: 500 }, { reset: true }, { body: "<html>not JSON</html>" }];

async function post(address: string, body: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  return `${JSON.stringify(Object.fromEntries(response.headers))} ${await response.text()}`;
}

async function readCalendar(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const output = `${JSON.stringify(Object.fromEntries(response.headers))} ${await response.text()}`;
  return { status: response.status, output };
}

async function refresh(address: string, body: unknown, headers: Record<string, string>) {
  const response = await fetch(`${address}/refresh`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const output = `${JSON.stringify(Object.fromEntries(response.headers))} ${await response.text()}`;
  return { status: response.status, output };
}

async function start(environment: Record<string, string>) {
  child = startChild(process.execPath, ["dist/main.js"], { PORT: "0", ...environment });
  const [, address = ""] = await child.waitFor(/Server listening at (http:[^"]+)/);
  const [, metrics = ""] = await child.waitFor(/"address":"(http:[^"]+\/metrics)"/);
  return { address, metrics };
}

test("the check finds a leaked secret", () => {
  watchForSecrets(`a line with ${planted("watched")}`, "test");
  expect(takeLeaks()).toEqual([expect.stringContaining("test: …a line with planted-secret-watched")]);
});

test("no output contains a secret from the configuration, whether sources work or fail", async () => {
  const issuer = await createIssuer();
  const { address, metrics } = await start({ ...(await everySecret()), ...issuer.environment });
  const headers = bearer(await issuer.token({ sub: "ada" }, new Date()));
  const outputs: string[] = [];
  for (const fault of faults) {
    await emulators.datadog.clearFaults();
    await emulators.flink.clearFaults();
    if (Object.keys(fault).length > 0) {
      await emulators.datadog.fault("*", fault);
      await emulators.flink.fault("*", fault);
    }
    outputs.push(await post(address, JSON.stringify({ query: everything }), headers));
    outputs.push(
      await post(
        address,
        JSON.stringify({
          query: `mutation { createDatadogMaintenanceWindow(input: { sourceId: "files", name: "n", query: "service:x", startsAt: "2030-01-01T00:00:00Z", endsAt: "2030-01-02T00:00:00Z" }) { __typename ... on MaintenanceError { message } } }`,
        }),
        headers,
      ),
    );
  }
  // Callers' credentials are secrets too.
  outputs.push(
    await post(address, '{"query":"{ __typename }"}', { authorization: `Bearer ${planted("token")}` }),
  );
  outputs.push(await post(address, "{", headers));
  for (const path of ["/readyz", "/livez", "/nowhere"])
    outputs.push(await (await fetch(address + path)).text());
  outputs.push(await (await fetch(metrics)).text());
  expect(outputs[0]).toContain('"totalCount"');
  child?.kill("SIGTERM");
  expect(await child?.exit).toBe(0);
  // Headers to providers, the token service and the collector must contain secrets. The traces must not.
  outputs.push(...collector.requests.map(({ body }) => body));
  outputs.push(child?.output() ?? "", child?.errors() ?? "");
  expect(collector.requests.length).toBeGreaterThan(0);
  expect(outputs.join("\n")).not.toContain("planted-secret-");
}, 120_000);

test("no output contains a router secret, a calendar token or a refresh token", async () => {
  const secrets = {
    ROUTER_SECRET: planted("router"),
    ROUTER_SECRET_NEXT_FILE: fileWith("next", planted("router-next")),
    CALENDAR_TOKEN: planted("calendar"),
    CALENDAR_TOKEN_NEXT_FILE: fileWith("calendar-next", planted("calendar-next")),
    REFRESH_TOKEN: planted("refresh"),
    REFRESH_TOKEN_NEXT_FILE: fileWith("refresh-next", planted("refresh-next")),
  };
  const { address } = await start({ ...(await everySecret()), AUTHENTICATION: "router", ...secrets });
  const asked = (secret: string) =>
    post(address, JSON.stringify({ query: everything }), {
      "router-authorization": secret,
      "router-claims": '{"sub":"a","scope":"maintenance:read"}',
    });
  const outputs = [
    await asked(planted("router")),
    await asked(planted("router-next")),
    await asked(planted("wrong")),
  ];
  expect(outputs.map((output) => output.includes('"totalCount"'))).toEqual([true, true, false]);
  const calendars = await Promise.all(
    ["calendar", "calendar-next", "wrong"].flatMap((place) => [
      readCalendar(`${address}/calendar.ics?source=usual&token=${planted(place)}`),
      readCalendar(
        `${address}/calendar.ics?days=x&token=${planted(place)}&${planted("name")}=${planted("value")}`,
      ),
      readCalendar(`${address}/calendar.ics%zz?token=${planted(place)}`),
      readCalendar(`${address}/calendar.ics?source=usual`, bearer(planted(place))),
    ]),
  );
  expect(calendars.map(({ status }) => status)).toEqual([
    200, 400, 400, 200, 200, 400, 400, 200, 401, 401, 400, 401,
  ]);
  outputs.push(...calendars.map(({ output }) => output));
  for (const place of ["refresh", "refresh-next", "wrong"]) {
    const { status, output } = await refresh(address, { source: "usual" }, bearer(planted(place)));
    expect(status).toBe(place === "wrong" ? 401 : 202);
    outputs.push(
      output,
      (await refresh(address, { source: planted("value") }, bearer(planted(place)))).output,
    );
  }
  child?.kill("SIGTERM");
  await child?.exit;
  expect([...outputs, child?.output(), child?.errors()].join("\n")).not.toContain("planted-secret-");
}, 60_000);

test.each([["at startup"], ["with --check-config", "--check-config"]])(
  "no output contains a secret from an invalid configuration, %s",
  async (_when, ...given) => {
    const wrong = (place: string) => `${planted(place)} \n with a line break`;
    const environment = {
      ...sourceFile([
        { id: planted("id with a space "), provider: planted("provider"), region: planted("region") },
        {
          id: "a",
          provider: "AWS_FLINK",
          region: "eu-central-1",
          roleArn: planted("role"),
          externalId: wrong("external"),
          profile: 7,
          secretAccessKey: planted("key"),
        },
        {
          id: "b",
          provider: "DATADOG",
          apiKey: planted("key"),
          apiKeyEnv: planted("api-key"),
          appKeyEnv: "OTHER_APP_KEY",
          endpoint: `https://user:${planted("password")}@host`,
        },
        {
          id: "c",
          provider: "DATADOG",
          apiKeyFile: fileWith("wrong", wrong("file")),
          appKeyFile: fileWith("empty", ""),
        },
      ]),
      OTHER_APP_KEY: wrong("app-key"),
      AWS_SECRET_ACCESS_KEY: wrong("aws"),
      AWS_ENDPOINT_URL_STS: `https://user:${planted("sts")}@host`,
      REDIS_URL: `https://user:${planted("redis")}@host`,
      PORT: planted("port"),
      CORS_ORIGINS: planted("origin"),
      AUTHENTICATION: "jwt",
      JWT_ISSUER: "issuer",
      JWT_JWKS_URL: `https://user:${planted("jwks")}@host`,
      JWT_JWKS_FILE: fileWith(
        "private.json",
        JSON.stringify({ keys: [{ kty: "EC", d: planted("private-key") }] }),
      ),
      QUERY_MAX_DEPTH: planted("depth"),
      CALENDAR_TOKEN: wrong("calendar"),
      CALENDAR_TOKEN_NEXT_FILE: fileWith("wrong-calendar", wrong("calendar-next")),
      CALENDAR_SCOPES: planted("calendar-scopes"),
      REFRESH_TOKEN: wrong("refresh"),
    };
    for (const AUTHENTICATION of ["jwt", "router", planted("authentication")]) {
      const secrets = { ROUTER_SECRET: wrong("router"), ROUTER_SECRET_NEXT: "short" };
      child = startChild(process.execPath, ["dist/main.js", ...given], {
        ...environment,
        ...secrets,
        AUTHENTICATION,
      });
      expect(await child.exit).toBe(1);
      expect(child.errors()).toMatch(/^The configuration has \d+ errors:/m);
      expect(child.output() + child.errors()).not.toContain("planted-secret-");
    }
  },
);
