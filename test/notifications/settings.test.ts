import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfiguration } from "../../src/server/configuration/read-configuration.js";
import { configurationFile } from "../support/gateway-config-file.js";
import { planted } from "../support/secrets.js";

const environment = { AWS_REGIONS: "eu-central-1", DD_API_KEY: "key", DD_APP_KEY: "other-key" };
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const variables = { SINK_URL: `https://hooks.example.com/${planted("path")}`, SINK_SECRET: secret };
const slack = { name: "channel", type: "slack", urlVariable: "SINK_URL" };
const webhook = { name: "bus", type: "webhook", urlVariable: "SINK_URL", secretVariable: "SINK_SECRET" };

type Settings = Readonly<Record<string, unknown>>;

const configurationOf = (sinks: readonly Settings[], more: Settings = {}) =>
  readConfiguration({
    ...environment,
    ...variables,
    ...configurationFile({ notifications: sinks, ...more }),
  });

async function faultsOf(...sinks: readonly Settings[]): Promise<readonly string[]> {
  const error = await configurationOf(sinks).then(
    () => null,
    (reason: Error) => reason,
  );
  expect(error?.message ?? "").not.toMatch(/planted-secret|whsec_[A-Za-z0-9+/]{8}/);
  return (error?.message.split("\n").slice(1) ?? []).map((line) => line.replace(/^.*sources\.yaml:/, ""));
}

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "secret");
  writeFileSync(path, text);
  return path;
}

describe("a file with notifications alone", () => {
  test("leaves the sources to the environment, and has defaults for every setting", async () => {
    const { sinks, sources, sourcesFrom, findWarnings } = await configurationOf([slack, webhook]);
    expect(sources.sources.map(({ id }) => id)).toEqual(["aws-eu-central-1", "datadog"]);
    expect(sourcesFrom).toBe("from the environment");
    expect(findWarnings()).toEqual([]);
    const defaults = {
      url: new URL(variables.SINK_URL),
      events: ["OPENED", "CLOSED", "UNDERWAY_STARTED", "UNDERWAY_ENDED"],
      opensSoonMs: 15 * 60_000,
      filter: { certainties: ["UNDERWAY", "DECLARED"] },
      allowPrivateAddresses: false,
    };
    expect(sinks).toEqual([
      { name: "channel", type: "slack", ...defaults, timeZone: "UTC", dashboardUrl: null },
      { name: "bus", type: "webhook", ...defaults, secrets: [secret] },
    ]);
  });

  test("reads URLs and secrets from files; a file can hold two secrets", async () => {
    const second = `whsec_${Buffer.alloc(64, 9).toString("base64")}`;
    const files = {
      urlFile: fileWith(" https://a.example/x\n"),
      secretFile: fileWith(`${secret}\n${second}\n`),
    };
    const { sinks } = await configurationOf([{ name: "bus", type: "webhook", ...files }]);
    expect(sinks).toMatchObject([{ url: new URL("https://a.example/x"), secrets: [secret, second] }]);
  });

  test("adds OPENS_SOON to the default events if opensSoon is set", async () => {
    const { sinks } = await configurationOf([{ ...slack, opensSoon: "P1DT30M" }]);
    expect(sinks).toMatchObject([
      {
        events: ["OPENS_SOON", "OPENED", "CLOSED", "UNDERWAY_STARTED", "UNDERWAY_ENDED"],
        opensSoonMs: 24.5 * 3_600_000,
      },
    ]);
  });

  test("warns of opensSoon without the event", async () => {
    const { findWarnings } = await configurationOf([{ ...slack, opensSoon: "PT1H", events: ["OPENED"] }]);
    expect(findWarnings().map(({ key, message }) => `${key} ${message}`)).toEqual([
      expect.stringMatching(
        /sources\.yaml:5: notifications\[0\]\.opensSoon has no effect, because events does/,
      ),
    ]);
  });
});

const known = (settings: string) =>
  `Known settings: type, name, url, urlFile, urlVariable, events, opensSoon, filter, allowPrivateAddresses, ${settings}.`;

describe.each<[string, Settings, string]>([
  ["an unknown type", { type: "slak" }, "type must be one of slack, webhook. Did you mean slack?"],
  ["no type", { type: undefined }, "type must be one of slack, webhook."],
  [
    "a name with spaces",
    { name: "our channel" },
    "name must be 1 to 64 letters, digits, dots, hyphens and underscores.",
  ],
  ["a misspelled setting", { timezone: "UTC" }, "timezone is not a known setting. Did you mean timeZone?"],
  ["an unknown setting", { colour: 1 }, `colour is not a known setting. ${known("timeZone, dashboardUrl")}`],
  [
    "an unknown event",
    { events: ["OPENED", "OPEND"] },
    "events[1] must be one of OPENS_SOON, OPENED, CLOSED, CREATED, UPDATED, DELETED, UNDERWAY_STARTED, UNDERWAY_ENDED, SOURCE_FAILED, SOURCE_RECOVERED. Did you mean OPENED?",
  ],
  ["no events", { events: [] }, "events is empty. List at least one, or remove it."],
  [
    "a short lead time",
    { opensSoon: "PT59S" },
    "opensSoon must be a duration from PT1M to P7D, such as PT15M.",
  ],
  [
    "a lead time in months",
    { opensSoon: "P1M" },
    "opensSoon must be a duration from PT1M to P7D, such as PT15M.",
  ],
  [
    "an unknown provider",
    { filter: { providers: ["PAGER"] } },
    "filter.providers[0] must be one of AWS_FLINK, DATADOG.",
  ],
  [
    "an unknown source",
    { filter: { sources: ["datadog", "datadgo"] } },
    "filter.sources[1] is an unknown source. The sources are aws-eu-central-1, datadog. Did you mean datadog?",
  ],
  [
    "an unknown certainty",
    { filter: { certainties: ["LIKELY"] } },
    "filter.certainties[0] must be one of UNDERWAY, DECLARED, POSSIBLE.",
  ],
  [
    "a long search",
    { filter: { search: "x".repeat(257) } },
    "filter.search must have at most 256 characters and 32 different words and phrases.",
  ],
  [
    "a misspelled filter",
    { filter: { serach: "x" } },
    "filter.serach is not a known setting. Did you mean search?",
  ],
  [
    "a filter that selects no source",
    { filter: { providers: ["DATADOG"], sources: ["aws-eu-central-1"] } },
    "filter selects none of the sources, so that nothing is ever sent. Widen it.",
  ],
  [
    "an unknown time zone",
    { timeZone: "Europe/Bonn" },
    "timeZone must be an IANA time zone, such as Europe/Berlin.",
  ],
  [
    "a dashboard that is not a page",
    { dashboardUrl: "javascript:alert(1)" },
    "dashboardUrl must be a URL such as https://maintenance.example.com/.",
  ],
  ["no URL", { urlVariable: undefined }, "url is missing. Set url, urlFile or urlVariable."],
  ["two URLs", { url: "https://a.example" }, "urlVariable is set together with url. Remove one of them."],
  ["an unset variable", { urlVariable: "NO_SUCH" }, "urlVariable names NO_SUCH, which is missing. Set it."],
  [
    "a URL as variable",
    { urlVariable: "https://planted-secret-" },
    "urlVariable must be the name of a variable, in capital letters, not the URL itself.",
  ],
  [
    "a missing file",
    { urlVariable: undefined, urlFile: "/nonexistent" },
    "urlFile names a file that cannot be read.",
  ],
  ["an empty file", { urlVariable: undefined, urlFile: fileWith("\n") }, "urlFile names an empty file."],
  [
    "a file without a URL",
    { urlVariable: undefined, urlFile: fileWith("planted-secret-") },
    "urlFile names a file with a URL that must be a URL such as https://hooks.example.com/maintenance.",
  ],
  [
    "a URL with a password",
    { urlVariable: undefined, url: "https://a:planted-secret-@a.example" },
    "url must be a URL without a user name, a password and a fragment.",
  ],
  [
    "a URL without TLS",
    { urlVariable: undefined, url: "http://a.example/planted-secret-" },
    "url has no TLS. Use https, or set allowPrivateAddresses to true.",
  ],
  [
    "a private address",
    { urlVariable: undefined, url: "https://0x7f.1/" },
    "url leads to a private address. Use a public host, or set allowPrivateAddresses to true.",
  ],
  [
    "this machine",
    { urlVariable: undefined, url: "https://localhost/" },
    "url leads to a private address. Use a public host, or set allowPrivateAddresses to true.",
  ],
])("%s", (_name, settings, fault) => {
  test(`is an error: ${fault}`, async () => {
    const [found = "", ...others] = await faultsOf({ ...slack, ...settings });
    expect([found.replace(/^\d+: notifications\[0\]\./, ""), others]).toEqual([fault, []]);
  });
});

const secretRule =
  'must be whsec_ and the Base64 text of 24 to 64 random bytes. Create one with `echo "whsec_$(openssl rand -base64 32)"`.';

test.each<[string, Settings, string]>([
  ["no secret", { secretVariable: undefined }, "secret is missing. Set secretFile or secretVariable."],
  [
    "a secret in the file",
    { secret },
    `secret is not a known setting. ${known("secretFile, secretVariable")}`,
  ],
  [
    "a secret without its prefix",
    { secretVariable: undefined, secretFile: fileWith(secret.slice(6)) },
    `secretFile names a file with a secret that ${secretRule}`,
  ],
  [
    "a short secret",
    { secretVariable: undefined, secretFile: fileWith("whsec_c2hvcnQ=") },
    `secretFile names a file with a secret that ${secretRule}`,
  ],
])("a webhook with %s is an error", async (_name, settings, fault) => {
  const faults = await faultsOf({ ...webhook, ...settings });
  expect(faults.map((line) => line.replace(/^\d+: notifications\[0\]\./, ""))).toEqual([fault]);
});

test("errors of all sinks are reported together with the line of each", async () => {
  expect(await faultsOf(slack, { ...slack, events: ["OPEN"], filter: { sources: ["x"] } }, webhook)).toEqual([
    "5: notifications[1].name is already used by an earlier entry; choose a unique name.",
    expect.stringMatching(/^9: notifications\[1\]\.events\[0\] must be one of/),
  ]);
});
