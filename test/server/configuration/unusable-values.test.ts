import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { providers } from "../../../src/datasources/registry.js";
import { readConfiguration } from "../../../src/server/configuration/read-configuration.js";
import { variables } from "../../../src/server/configuration/variables.js";
import type { Environment } from "../../../src/settings/environment.js";
import { sourceFile } from "../../support/gateway-config-file.js";
import { planted } from "../../support/secrets.js";

/** Returns every error, one per line, or an empty text. */
const errorsOf = (environment: Environment) =>
  readConfiguration(environment).then(
    () => "",
    ({ message }: Error) => message,
  );

const secret = planted("value");
const quoted = [
  '""',
  `"${secret}"`,
  `'${secret}'`,
  `\u201c${secret}\u201d`,
  `\u2018${secret}\u2019`,
  `\u00ab${secret}\u00bb`,
];
const reference = "$".concat("{SECRET}");
const references = [
  reference,
  "$(cat /run/secret)",
  "$SECRET",
  "{{ secret }}",
  `https://${reference}/${secret}`,
];
const blanks = ["<your key>", "changeme", "CHANGE_ME", "replace-me"];
/** Errors name the host and the path of the configuration file. */
const printed = ["HOST", "GATEWAY_CONFIG"];

describe.each(variables)("%s", (variable) => {
  test.each([
    ["in quotation marks", quoted, "is in quotation marks, which are part of the value"],
    ["with a reference", references, "contains a reference that nothing has replaced."],
    ["that is a placeholder", blanks, "is a placeholder. Replace it with the value."],
  ])("rejects a value %s", async (_kind, values, message) => {
    for (const value of values) {
      const errors = await errorsOf({ [variable]: value });
      expect(errors).toContain(`${variable} ${message}`);
      if (!printed.includes(variable)) expect(errors).not.toContain("planted-secret");
    }
  });
});

/** Returns every error and warning as text. */
const messagesOf = (environment: Environment) =>
  readConfiguration(environment).then(
    ({ findWarnings }) => JSON.stringify(findWarnings()),
    ({ message }: Error) => message,
  );

const contexts: readonly Environment[] = [
  {},
  { AWS_REGION: "eu-central-1", DD_API_KEY: "a", DD_APP_KEY: "b" },
  { AUTHENTICATION: "jwt" },
  { AUTHENTICATION: "router", OTEL_TRACES_EXPORTER: "otlp", CALENDAR_TOKEN: planted("token") },
];
const secrets = [
  secret,
  `${secret} \n`,
  `two words ${secret}`,
  `https://name:${secret}@host//`,
  `https://host/${secret}?a`,
];

test.each(variables.filter((variable) => !printed.includes(variable)))(
  "no error or warning quotes a secret in %s",
  async (variable) => {
    for (const context of contexts)
      for (const value of secrets)
        expect(await messagesOf({ ...context, [variable]: value })).not.toContain("planted-secret");
  },
);

test.each(Object.values(providers))(
  "nor one in the configuration file for $name",
  async ({ name, sourceSchema }) => {
    const keys = Object.keys(sourceSchema.entries);
    const usual = {
      id: "one",
      provider: name,
      region: "eu-central-1",
      roleArn: "arn:aws:iam::123456789012:role/a",
    };
    const known = Object.fromEntries(Object.entries(usual).filter(([key]) => keys.includes(key)));
    for (const key of [...keys, "apiKey", `apiKey:${secret}`])
      for (const value of [...secrets, `"${secret}"`]) {
        const environment = { ...sourceFile([{ ...known, [key]: value }]), DD_API_KEY: "a", DD_APP_KEY: "b" };
        // An id is printed, because logs and metrics also contain it.
        if (key !== "id") expect(await messagesOf(environment)).not.toContain("planted-secret");
      }
  },
);

test("an error in a value in quotation marks is reported, too, and each error once", async () => {
  const errors = await errorsOf({ PORT: '"high"', DD_API_KEY: "<key>", DD_APP_KEY: "b" });
  expect(errors.split("\n").slice(1)).toEqual([
    "  DD_API_KEY is a placeholder. Replace it with the value.",
    "  PORT is in quotation marks, which are part of the value, as in a file for docker run --env-file. Remove them.",
    "  PORT must be a whole number from 0 to 65535.",
  ]);
});

test.each(["a'b", "it's", 'a"', "$", "a$b", "$2a$10$abc", "50%", "<", "#{a}"])(
  "a text that may be meant is accepted: %s",
  async (value) => {
    expect(await errorsOf({ REDIS_KEY_PREFIX: value, JWT_SCOPE_CLAIM: "" })).toBe("");
  },
);

test("every item of a list is checked", async () => {
  expect(
    await errorsOf({ CORS_ORIGINS: 'https://a.example,"https://b.example",https://c.example' }),
  ).toContain("CORS_ORIGINS entry 2 is in quotation marks");
});

describe("the configuration file", () => {
  test.each([
    ["site", { site: "'datadoghq.eu'" }, "sources[0].site is in quotation marks"],
    ["region", { site: "datadoghq.eu", endpoint: reference }, "sources[0].endpoint contains a reference"],
    ["an unknown key", { 'k:"': `"${secret}"` }, "sources[0] is in quotation marks"],
  ])("%s", async (_name, more, message) => {
    const file = sourceFile([{ id: "one", provider: "DATADOG", ...more }]);
    const errors = await errorsOf({ ...file, DD_API_KEY: "a", DD_APP_KEY: "b" });
    expect(errors).toContain(message);
    expect(errors).not.toContain("planted-secret");
  });
});

describe("files with secrets", () => {
  const fileWith = (content: string) => {
    const path = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "secret");
    writeFileSync(path, content);
    return path;
  };
  const router = { AUTHENTICATION: "router" };
  test.each([
    ["DD_API_KEY_FILE", { DD_APP_KEY: "b" }, "names a file with a key that"],
    ["DD_APP_KEY_FILE", { DD_API_KEY: "b" }, "names a file with a key that"],
    ["ROUTER_SECRET_FILE", router, "names a file with a secret that"],
    ["CALENDAR_TOKEN_FILE", {}, "names a file with a secret that"],
  ])("%s", async (variable, more, message) => {
    const problems = [
      [`"${secret}"\n`, "is in quotation marks"],
      [reference, "contains a reference"],
      ["<a secret of at least thirty-two characters>", "is a placeholder"],
    ];
    for (const [content = "", problem] of problems) {
      const errors = await errorsOf({ ...more, [variable]: fileWith(content) });
      expect(errors).toContain(`${variable} ${message} ${problem}`);
      expect(errors).not.toContain("planted-secret");
    }
  });
});

test.each([
  ["start", `"${secret}`],
  ["end", `${secret}'`],
])("a key of a provider has no quotation mark only at its %s", async (_place, key) => {
  const errors = await errorsOf({
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "a",
    AWS_SECRET_ACCESS_KEY: key,
    DD_API_KEY: key,
    DD_APP_KEY: "b",
  });
  expect(errors).toContain("AWS_SECRET_ACCESS_KEY has a quotation mark at one end. Remove it.");
  expect(errors).toContain("DD_API_KEY has a quotation mark at one end. Remove it.");
  expect(errors).not.toContain("planted-secret");
});
