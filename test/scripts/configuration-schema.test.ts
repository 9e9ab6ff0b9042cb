import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { datadogProvider } from "../../src/datasources/datadog/provider.js";
import { flinkProvider } from "../../src/datasources/flink/provider.js";

// biome-ignore lint/suspicious/noExplicitAny: the test checks what the JSON Schema contains
type JsonSchema = any;

test("npm run configuration:schema prints a JSON Schema that describes every setting of every provider and sink", () => {
  const printed: JsonSchema = JSON.parse(
    execFileSync(process.execPath, ["--import", "tsx", "scripts/print-configuration-schema.ts"], {
      encoding: "utf8",
    }),
  );
  expect([printed.$schema, printed.required]).toEqual(["http://json-schema.org/draft-07/schema#", []]);
  expect(Object.keys(printed.properties)).toEqual(["sources", "notifications"]);
  const sources: JsonSchema[] = printed.properties.sources.items.oneOf;
  const names = sources.map(({ properties }) => properties.provider.const);
  expect(names).toEqual([flinkProvider.name, datadogProvider.name]);
  const sinks: JsonSchema[] = printed.properties.notifications.items.oneOf;
  expect(sinks.map(({ properties }) => properties.type.const)).toEqual(["slack", "webhook"]);
  for (const { properties, additionalProperties } of [...sources, ...sinks]) {
    expect(additionalProperties).toEqual({ not: {} });
    const { provider: _provider, freshness, resilience, filter, ...own } = properties;
    const all = { ...own, ...freshness?.properties, ...resilience?.properties, ...filter?.properties };
    const unexplained = Object.entries<JsonSchema>(all).filter(([, { description }]) => !description);
    expect(unexplained.map(([name]) => name)).toEqual([]);
  }
});
