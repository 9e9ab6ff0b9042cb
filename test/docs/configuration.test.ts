import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { datadogSources } from "../../src/datasources/datadog/settings.js";
import { flinkSources } from "../../src/datasources/flink/settings.js";
import { readEmulatorPorts } from "../../src/server/configuration/emulator-settings.js";
import { readSourceFile } from "../../src/server/configuration/gateway-config-file.js";
import { readServerConfiguration } from "../../src/server/configuration/server-configuration.js";
import { variables } from "../../src/server/configuration/variables.js";
import { wantsTracing } from "../../src/server/telemetry/open-telemetry-settings.js";
import type { Environment } from "../../src/settings/environment.js";

interface Row {
  readonly name: string;
  readonly defaults: string;
  readonly allowed: string;
}

const rows = [
  ...readFileSync("docs/configuration.md", "utf8").matchAll(
    /^\| `([A-Za-z0-9_]+)` \| ([^|]+) \| ([^|]+) \| [^|]+ \|$/gm,
  ),
].map(([, name = "", defaults = "", allowed = ""]): Row => ({ name, defaults, allowed }));

const codes = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);

const secret = "0123456789abcdef0123456789abcdef";
const sources = { AWS_REGION: "eu-central-1", DD_API_KEY: "key", DD_APP_KEY: "other-key" };
const jwt = {
  AUTHENTICATION: "jwt",
  JWT_ISSUER: "https://issuer.example",
  JWT_AUDIENCE: "gateway",
  JWT_JWKS_URL: "https://issuer.example/jwks.json",
};
const router = { AUTHENTICATION: "router", ROUTER_SECRET: secret };

/** An environment in which the variable has an effect. */
function environmentFor(name: string): Environment {
  const { [name]: _own, ...others } = {
    ...sources,
    ...(name === "AWS_DEFAULT_REGION" ? { AWS_REGION: "" } : {}),
    // Keys must be complete.
    ...(name === "AWS_SECRET_ACCESS_KEY" || name === "AWS_SESSION_TOKEN" ? { AWS_ACCESS_KEY_ID: "key" } : {}),
    ...(name === "DD_ALLOW_UNKNOWN_SITE" ? { DD_SITE: "example.com" } : {}),
    ...(name.startsWith("JWT_") ? jwt : {}),
    ...(name.startsWith("ROUTER_") ? router : {}),
    ...(name === "CALENDAR_SCOPES" ? { CALENDAR_TOKEN: secret } : {}),
    ...(name === "REDIS_KEY_PREFIX" ? { REDIS_URL: "redis://localhost:6379" } : {}),
  } as Record<string, string>;
  return others;
}

function configurationIn(environment: Environment) {
  const server = readServerConfiguration(environment);
  const emulators = readEmulatorPorts(environment);
  const flink = flinkSources({ environment, declared: null });
  const datadog = datadogSources({ environment, declared: null });
  const faults = [server, emulators, flink, datadog].flatMap((part) => part.faults);
  return {
    faults,
    settings: JSON.stringify([server.configuration, emulators.ports, flink.sources, datadog.sources]),
  };
}

function faultsOf(name: string, value: string) {
  const { faults } = configurationIn({ ...environmentFor(name), [name]: value });
  return faults.filter(({ key }) => key === name).map(({ message }) => message);
}

test("the page has every variable that the gateway reads, once, and no others", async () => {
  expect(rows.map(({ name }) => name).toSorted()).toEqual(variables.toSorted());

  const read = new Set<string>();
  const recorded = (environment: Environment) =>
    new Proxy(environment, {
      get(target, name: string) {
        read.add(name);
        return target[name];
      },
    });
  const traces = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
  for (const each of [sources, { ...jwt, ...traces }, { ...sources, ...router }, { AUTHENTICATION: "?" }]) {
    configurationIn(recorded(each));
    await readSourceFile(recorded(each));
    wantsTracing(recorded(each));
  }
  expect([...read, "EMULATORS"].filter((name) => !variables.includes(name))).toEqual([]);
  expect(variables.filter((name) => !read.has(name))).toEqual([]);
});

const numeric = rows.filter(({ allowed }) => /^\d+ to \d+/.test(allowed));
test.each(numeric)("$name accepts $allowed", ({ name, allowed }) => {
  const [minimum = 0, maximum = 0] = allowed.match(/\d+/g)?.map(Number) ?? [];
  for (const value of [minimum, maximum]) expect(faultsOf(name, String(value))).toEqual([]);
  for (const value of [minimum - 1, maximum + 1, "1.5", "many"])
    expect(faultsOf(name, String(value))).toEqual([expect.stringContaining(`from ${minimum} to ${maximum}`)]);
});

const enumerated = rows.filter(({ allowed }) => /^(?:`[^`]+`(?:, )?)+$/.test(allowed));
test.each(enumerated.filter(({ name }) => !name.startsWith("OTEL_")))(
  "$name accepts $allowed",
  ({ name, allowed }) => {
    const values = codes(allowed);
    for (const value of values)
      expect(faultsOf(name, value).filter((message) => message.startsWith("must be"))).toEqual([]);
    const [message = ""] = faultsOf(name, "something-else");
    expect(message.match(/[a-z-]+(?=[,.]| or )/g)?.filter((word) => word !== "of")).toEqual(values);
  },
);

const invalid: Readonly<Record<string, string>> = {
  "a URL": "nowhere",
  "a proxy URL": "socks5://proxy.example.com:1080",
  "an https URL": "http://issuer.example/jwks.json",
  "a `redis://` or `rediss://` URL": "http://localhost",
  "list of AWS regions": "europe",
  "a Datadog site": "europe",
  "a Datadog key": "two words",
  "an AWS key": "two words",
  "an AWS token": "two words",
  "a role's ARN": "maintenance",
  "32 characters or more": "short",
  "list of scopes": "everything",
  "list of read scopes": "maintenance:write",
  "list of origins, or `*`": "https://app.example.com/path",
  "list of origins": "https://app.example.com/path",
  "a file": "/nonexistent",
  "a host name or address": "http://0.0.0.0",
  "list of files": "/nonexistent",
};
const checked = rows.filter(
  ({ name, allowed }) => allowed in invalid && !/^OTEL_|^GATEWAY_CONFIG$/.test(name),
);
test.each(checked)("$name accepts only $allowed", ({ name, allowed }) => {
  expect(faultsOf(name, invalid[allowed] ?? "").length).toBeGreaterThan(0);
});

test("every other kind of value is free text", () => {
  const others = rows
    .filter((row) => ![...numeric, ...enumerated, ...checked].includes(row))
    .map(({ allowed }) => allowed);
  expect([...new Set(others)].toSorted()).toEqual([
    "a URL",
    "a file",
    "a path",
    "a profile",
    "a string",
    "list of hosts",
    "list of strings",
  ]);
});

const withDefault = rows.filter(({ defaults }) => defaults !== "—");
/** Valid values that are not the default, for variables whose page lists none. */
const otherValues: Readonly<Record<string, string>> = {
  HOST: "::1",
  DD_SITE: "datadoghq.eu",
  REDIS_KEY_PREFIX: "other:",
  CALENDAR_SCOPES: "maintenance:read:datadog",
  ALLOW_UNAUTHENTICATED: "true",
  AUDIT_REQUIRED: "true",
  DD_ALLOW_UNKNOWN_SITE: "true",
};
test.each(withDefault)("$name defaults to $defaults", ({ name, defaults, allowed }) => {
  const [value = "", inProduction = value] = codes(defaults);
  const settingsWith = (more: Environment) =>
    // The settings also record whether a port is the default; ignore that.
    configurationIn({ ...environmentFor(name), ...more }).settings.replace(/"isDefault":\w+/, "");
  expect(settingsWith({ [name]: value })).toBe(settingsWith({}));
  if (name !== "NODE_ENV") {
    const production = { NODE_ENV: "production" };
    expect(settingsWith({ ...production, [name]: inProduction })).toBe(settingsWith(production));
  }
  const other = otherValues[name] ?? codes(allowed).at(-1) ?? allowed.match(/\d+$/)?.[0] ?? "";
  // These two need further variables, which are errors with the default.
  if (!["AUTHENTICATION", "ALLOWED_OPERATIONS"].includes(name))
    expect(configurationIn({ ...environmentFor(name), [name]: other }).faults).toEqual([]);
  expect(settingsWith({ [name]: other })).not.toBe(settingsWith({}));
});
