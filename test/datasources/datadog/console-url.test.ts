import { expect, test } from "vitest";
import { consoleUrlOf } from "../../../src/datasources/datadog/console-url.js";
import { toWindow } from "../../../src/datasources/datadog/mapping.js";
import { knownSites } from "../../../src/datasources/datadog/site.js";

const hosts: Readonly<Record<string, string | null>> = {
  "datadoghq.com": "app.datadoghq.com",
  "datadoghq.eu": "app.datadoghq.eu",
  "us3.datadoghq.com": "us3.datadoghq.com",
  "us5.datadoghq.com": "us5.datadoghq.com",
  "ap1.datadoghq.com": "ap1.datadoghq.com",
  "ap2.datadoghq.com": "ap2.datadoghq.com",
  "uk1.datadoghq.com": "uk1.datadoghq.com",
  "ddog-gov.com": null,
  "us2.ddog-gov.com": null,
};

test("every known site is in the table of this test", () => {
  expect(knownSites.toSorted()).toEqual(Object.keys(hosts).toSorted());
});

test.each(Object.entries(hosts))("the pages of %s are on %s", (site, host) => {
  const url = host && `https://${host}/event/settings/maintenance-windows`;
  expect(consoleUrlOf({ site })).toBe(url);
  expect(consoleUrlOf({ site, endpoint: `https://api.${site}` })).toBe(url);
  for (const endpoint of ["http://127.0.0.1:4102", "https://proxy.example.com", `https://other.${site}`])
    expect(consoleUrlOf({ site, endpoint })).toBeNull();
});

test.each(["us9.datadoghq.com", "example.com", "constructor"])("the pages of %s are not known", (site) => {
  expect(consoleUrlOf({ site })).toBeNull();
});

test("a window links to the page of its source", () => {
  const attributes = {
    name: "n",
    query: "q",
    startAt: "2026-11-22T10:00:00Z",
    endAt: "2026-11-22T12:00:00Z",
  };
  const consoleUrl = consoleUrlOf({ site: "datadoghq.eu" });
  expect(toWindow({ id: "1", attributes }, { sourceId: "datadog", consoleUrl })).toMatchObject({
    sourceId: "datadog",
    consoleUrl: "https://app.datadoghq.eu/event/settings/maintenance-windows",
  });
});
