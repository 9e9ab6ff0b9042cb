import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readKeys } from "../../../src/datasources/datadog/keys.js";
import { datadogSources } from "../../../src/datasources/datadog/settings.js";
import type { ConfigurationFault } from "../../../src/settings/configuration-fault.js";
import type { Environment } from "../../../src/settings/environment.js";

const keys = { DD_API_KEY: "a", DD_APP_KEY: "b" };
const fromEnvironment = (environment: Environment) =>
  datadogSources({ environment: { ...keys, ...environment }, declared: null });
const fromFile = (settings: Record<string, unknown>, environment: Environment = {}) =>
  datadogSources({
    environment: { ...keys, ...environment },
    declared: [{ path: "sources[0]", index: 0, settings: { id: "one", provider: "DATADOG", ...settings } }],
  });
const lines = (reports: readonly ConfigurationFault[]) =>
  reports.map(({ key, message }) => `${key} ${message}`);

const sites = [
  ...["datadoghq.com", "us3.datadoghq.com", "us5.datadoghq.com", "datadoghq.eu", "ap1.datadoghq.com"],
  ...["ap2.datadoghq.com", "uk1.datadoghq.com", "ddog-gov.com", "us2.ddog-gov.com"],
];

describe("the site", () => {
  test.each(sites)("%s is used as it is", (site) => {
    expect(fromEnvironment({ DD_SITE: site })).toMatchObject({
      sources: [{ site }],
      faults: [],
      warnings: [],
    });
  });

  const forms = (site: string) => [
    ...[`app.${site}`, `api.${site}`, site.toUpperCase(), `${site}.`, `${site}/`, `https://${site}`],
    ...[
      `https://app.${site}/`,
      `https://api.${site}/api/v2?a=b#c`,
      `http://${site}`,
      `HTTPS://App.${site}:443/x`,
    ],
  ];
  const names = {
    US1: sites[0],
    us3: sites[1],
    US5: sites[2],
    EU: sites[3],
    eu1: sites[3],
    AP1: sites[4],
    ap2: sites[5],
  };
  const otherNames = { UK1: sites[6], "US1-FED": sites[7], "us2-fed": sites[8] };
  const corrected: readonly (readonly [string, string | undefined])[] = [
    ...sites.flatMap((site) => forms(site).map((form) => [form, site] as const)),
    ...Object.entries({ ...names, ...otherNames }),
  ];
  test.each(corrected)("%s is corrected to %s, with a warning", (given, site) => {
    const message = `is not in the usual form. The gateway uses the site ${site}. Write ${site}.`;
    for (const [read, key] of [
      [fromEnvironment({ DD_SITE: given }), "DD_SITE"],
      [fromFile({ site: given }), "sources[0].site"],
    ] as const) {
      expect(read.sources.map((source) => source.site)).toEqual([site]);
      expect([read.faults, read.warnings]).toEqual([[], [{ key, message }]]);
    }
  });

  test.each([
    ["acme.datadoghq.com", "For your organisation's address, write datadoghq.com."],
    ["https://acme.us3.datadoghq.com/", "For your organisation's address, write us3.datadoghq.com."],
    ["us6.datadoghq.com", "For your organisation's address, write datadoghq.com."],
    ["app.app.datadoghq.eu", "For your organisation's address, write datadoghq.eu."],
    ["datadog.eu", "The sites are datadoghq.com, us3.datadoghq.com,"],
    ["datadoghq.co", "The sites are datadoghq.com,"],
    ["datadoghq.eu.example.com", "The sites are datadoghq.com,"],
    ["evildatadoghq.com", "The sites are datadoghq.com,"],
    ["xn--datadoghq-example.com", "The sites are datadoghq.com,"],
  ])("%s is rejected, because the keys would be sent there", (site, remedy) => {
    expect(lines(fromEnvironment({ DD_SITE: site }).faults)).toEqual([
      expect.stringMatching(
        /^DD_SITE is not a known Datadog site, and your keys would be sent there\. .* For another site, set DD_ENDPOINT_URL, or DD_ALLOW_UNKNOWN_SITE=true\.$/,
      ),
    ]);
    const ofFile = lines(fromFile({ site }).faults);
    expect(ofFile).toEqual([expect.stringContaining(remedy)]);
    expect(ofFile.join()).toContain("For another site, set endpoint, or allowUnknownSite: true.");
  });

  test.each([
    "europe",
    "datadoghq",
    "https://name:secret@datadoghq.eu",
    "datadoghq.eu:8443",
    "ftp://datadoghq.eu",
    "a b",
    "127.0.0.1",
    "toString",
  ])("%s is not a site, even if unknown sites are allowed", (site) => {
    for (const more of [{}, { DD_ALLOW_UNKNOWN_SITE: "true" }, { DD_ENDPOINT_URL: "https://host" }]) {
      const { faults } = fromEnvironment({ DD_SITE: site, ...more });
      expect(lines(faults)).toEqual([
        expect.stringContaining("DD_SITE is not a Datadog site. The sites are"),
      ]);
      expect(JSON.stringify(faults)).not.toContain("secret");
    }
  });

  test.each([
    [
      "DD_ALLOW_UNKNOWN_SITE",
      () => fromEnvironment({ DD_SITE: "US9.example.com", DD_ALLOW_UNKNOWN_SITE: "true" }),
    ],
    [
      "DD_ENDPOINT_URL",
      () => fromEnvironment({ DD_SITE: "us9.example.com", DD_ENDPOINT_URL: "https://host" }),
    ],
    ["allowUnknownSite", () => fromFile({ site: "us9.example.com", allowUnknownSite: true })],
    ["endpoint", () => fromFile({ site: "us9.example.com", endpoint: "https://host" })],
  ])("can be unknown with %s", (_name, read) => {
    expect(read()).toMatchObject({ sources: [{ site: "us9.example.com" }], faults: [], warnings: [] });
    expect(read().sources[0]).not.toHaveProperty("allowUnknownSite");
  });

  test.each([
    [
      { DD_SITE: "datadoghq.eu" },
      "sources[0].site is not set, and DD_SITE does not apply to sources in the file.",
    ],
    [
      { DD_ENDPOINT_URL: "https://host" },
      "sources[0].endpoint is not set, and DD_ENDPOINT_URL does not apply",
    ],
  ])("of a source in the file is not that of %j", (environment, warning) => {
    expect(lines(fromFile({}, environment).warnings)).toEqual([expect.stringContaining(warning)]);
    expect(fromFile({ site: "datadoghq.com", endpoint: "https://host" }, environment).warnings).toEqual([]);
  });
});

describe("the keys", () => {
  const apiKey = "0123456789abcdef0123456789abcdef";
  const applicationKey = "0123456789abcdef0123456789abcdef01234567";
  const faultsOf = (DD_API_KEY: string, DD_APP_KEY: string, more: Environment = {}) =>
    lines(fromEnvironment({ DD_API_KEY, DD_APP_KEY, ...more }).faults);

  test.each([
    [applicationKey, apiKey, "DD_API_KEY has an application key, and DD_APP_KEY has an API key. Swap them."],
    [
      `ddapp_${apiKey}`,
      apiKey,
      "DD_API_KEY has an application key, and DD_APP_KEY has an API key. Swap them.",
    ],
    [apiKey, apiKey, "DD_APP_KEY is the same key as DD_API_KEY. Set it to an application key."],
    [
      applicationKey,
      applicationKey,
      "DD_APP_KEY is the same key as DD_API_KEY. Set it to an application key.",
    ],
    [`pub${apiKey}`, applicationKey, "DD_API_KEY must not be a client token, which the API does not accept."],
    [apiKey, `pub${apiKey}`, "DD_APP_KEY must not be a client token, which the API does not accept."],
  ])("%s and %s cannot work", (first, second, message) => {
    expect(faultsOf(first, second)).toEqual([message]);
    expect(faultsOf(first, second, { DD_ENDPOINT_URL: "https://proxy" })).toEqual([]);
  });

  test.each([
    [apiKey, applicationKey],
    [apiKey, `ddapp_${apiKey}`],
    [apiKey, "another-form"],
    ["another-form", apiKey],
    [applicationKey, "another-form"],
    ["same", "same"],
  ])("%s and %s may work", (first, second) => {
    expect(faultsOf(first, second)).toEqual([]);
  });

  test("of a source in the file are reported under their settings", () => {
    const environment = { EU_API: applicationKey, EU_APP: apiKey };
    expect(lines(fromFile({ apiKeyEnv: "EU_API", appKeyEnv: "EU_APP" }, environment).faults)).toEqual([
      "sources[0].apiKeyEnv has an application key, and sources[0].appKeyEnv has an API key. Swap them.",
    ]);
  });
});

test("a key that is in quotation marks since it was rotated is not sent", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "key");
  writeFileSync(file, '"secret"');
  await expect(readKeys({ apiKeyFile: file, applicationKey: "b" })).rejects.toThrow(
    `the API key is in quotation marks, which are part of the value, as in a file for docker run --env-file. Remove them. (${file})`,
  );
});

test("an endpoint without keys, or without TLS, gets a warning", () => {
  expect(
    lines(datadogSources({ environment: { DD_ENDPOINT_URL: "https://host" }, declared: null }).warnings),
  ).toEqual([expect.stringContaining("DD_ENDPOINT_URL is set, but no key is")]);
  expect(lines(fromEnvironment({ DD_ENDPOINT_URL: "http://host" }).warnings)).toEqual([
    "DD_ENDPOINT_URL has no TLS, so credentials and data cross the network unencrypted. Use https.",
  ]);
  expect(fromEnvironment({ DD_ENDPOINT_URL: "http://127.0.0.1:4102" }).warnings).toEqual([]);
});

describe("an endpoint on the host of a site", () => {
  const hosts = (site: string) => [site, `app.${site}`];
  test.each([
    ...sites.flatMap((site) => hosts(site).map((host) => [`https://${host}`, site])),
    ["https://api.datadoghq.eu/api/v2", "datadoghq.eu"],
    ["https://API.datadoghq.eu/api/", "datadoghq.eu"],
  ])("must be the API's: %s", (endpoint, site) => {
    const message = `must be https://api.${site}, the address of Datadog's API. The gateway adds the path.`;
    expect(fromEnvironment({ DD_ENDPOINT_URL: endpoint }).faults).toEqual([
      { key: "DD_ENDPOINT_URL", message },
    ]);
    expect(fromFile({ endpoint }).faults).toEqual([{ key: "sources[0].endpoint", message }]);
  });

  test.each([
    "https://api.datadoghq.eu",
    "https://proxy.example.com/api/v2",
    "https://app.example.com",
    "http://eu1",
  ])("is accepted otherwise: %s", (endpoint) => {
    expect(fromEnvironment({ DD_ENDPOINT_URL: endpoint })).toMatchObject({
      faults: [],
      sources: [{ endpoint }],
    });
    expect(fromFile({ endpoint })).toMatchObject({ faults: [], sources: [{ endpoint }] });
  });
});
