import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { noSharedTier } from "../../../src/cache/shared-tier.js";
import { connectDatadog } from "../../../src/datasources/datadog/provider.js";
import { datadogSources } from "../../../src/datasources/datadog/settings.js";
import { startTestEmulators } from "../../support/emulators.js";
import { now } from "../../support/gateway.js";
import { testContext, testRuntime } from "../../support/runtime.js";
import { testProvider } from "../conformance.js";

const settings = { concurrency: 10, freshness: {}, resilience: {} };

describe("conformance", () => {
  testProvider({
    key: "datadog",
    emulator: "datadog",
    listOperation: "ListMaintenanceWindows",
    windowCount: 5,
    unknownId: "datadog:datadog:00000000-0000-4000-8000-00000000ffff",
    malformedIds: ["datadog:", "datadog:only-a-source", "datadog::x", "datadog:x:", "flink:a:b"],
    item: "00000000-0000-4000-8000-000000000002",
    itemOperation: "ListMaintenanceWindows",
  });
});

describe("configuration", () => {
  test("requires both keys, and uses the site datadoghq.com by default", () => {
    expect(datadogSources({ environment: { DD_API_KEY: "a", DD_APP_KEY: "b\n" }, declared: null })).toEqual({
      sources: [
        {
          id: "datadog",
          site: "datadoghq.com",
          apiKey: "a",
          applicationKey: "b",
          concurrency: 10,
          freshness: {},
          resilience: {},
        },
      ],
      faults: [],
      warnings: [],
    });
    expect(datadogSources({ environment: { DD_API_KEY: "a" }, declared: null }).faults).toEqual([
      {
        key: "DD_APP_KEY",
        message: "is missing. Set it: Datadog requires both an API key and an application key.",
      },
    ]);
  });

  test("reports all errors at once without printing keys", () => {
    const environment = {
      DD_API_KEY: "secret\nkey",
      DD_APP_KEY: "secret key",
      DD_SITE: "https://name@datadoghq.eu",
      DD_ENDPOINT_URL: "nowhere",
    };
    const { faults } = datadogSources({ environment, declared: null });
    expect(faults.map(({ key }) => key)).toEqual(["DD_API_KEY", "DD_APP_KEY", "DD_SITE", "DD_ENDPOINT_URL"]);
    expect(JSON.stringify(faults)).not.toContain("secret");
  });
});

describe("sources", () => {
  test("require a creation to name one of two organisations, and keep their windows apart", async () => {
    const [one, two] = await Promise.all([startTestEmulators(() => now), startTestEmulators(() => now)]);
    try {
      const source = { ...settings, site: "datadoghq.eu", apiKey: "a", applicationKey: "b" };
      const datasource = connectDatadog(
        [
          { ...source, id: "one", endpoint: one.datadog.url },
          { ...source, id: "two", endpoint: two.datadog.url },
        ],
        testRuntime(),
      ).datasource(testContext());
      const input = {
        name: "n",
        query: "",
        startsAt: new Date("2026-12-01T00:00:00Z"),
        endsAt: new Date("2026-12-02T00:00:00Z"),
        allowBroadQuery: false,
        validateOnly: false,
      };
      await expect(datasource.createWindow(input)).rejects.toMatchObject({
        failure: {
          violations: [
            { path: ["input", "sourceId"], code: "REQUIRED" },
            { path: ["input", "query"], code: "BROAD_QUERY" },
          ],
        },
      });
      const elsewhere = datasource.createWindow({ ...input, query: "a:b", sourceId: "aws-eu-central-1" });
      await expect(elsewhere).rejects.toThrow(
        '"aws-eu-central-1" is not the id of a Datadog source. Use one of: one, two.',
      );
      await datasource.createWindow({ ...input, query: "a:b", sourceId: "two" });
      expect((await datasource.listWindows("one")).windows).toHaveLength(5);
      expect((await datasource.listWindows("two")).windows).toHaveLength(6);
      expect(await one.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });

  test("share cached data between replicas only for the same organisation and site", async () => {
    const keys: string[] = [];
    const shared = {
      ...noSharedTier,
      load: async (sourceKey: string) => {
        keys.push(sourceKey);
        return null;
      },
    };
    const source = { ...settings, id: "datadog", site: "datadoghq.eu", apiKey: "a", applicationKey: "b" };
    const endpoint = "http://127.0.0.1:1";
    for (const other of [{}, {}, { apiKey: "c" }, { site: "datadoghq.com" }]) {
      const datasource = connectDatadog(
        [{ ...source, endpoint, ...other }],
        testRuntime({ shared }),
      ).datasource(testContext());
      await expect(datasource.listWindows("datadog")).rejects.toThrow();
    }
    expect(new Set(keys).size).toBe(3);
    expect(keys.join()).toMatch(/^datadog:[A-Za-z0-9_-]{16},/);
  });

  test("reject a creation if no organisation is configured", async () => {
    const datasource = connectDatadog([], testRuntime()).datasource(testContext());
    const input = {
      name: "n",
      query: "a:b",
      startsAt: now,
      endsAt: new Date("2026-12-02"),
      allowBroadQuery: false,
      validateOnly: false,
    };
    await expect(datasource.createWindow(input)).rejects.toMatchObject({
      failure: { kind: "NotFoundError", resourceType: "MaintenanceSource" },
    });
  });

  test("close the connection of a call that times out", async () => {
    const closed = Promise.withResolvers<void>();
    const server = createServer((_request, response) => void response.once("close", () => closed.resolve()));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sources = [{ ...settings, id: "datadog", site: "x", apiKey: "a", applicationKey: "b", endpoint }];
    const datasource = connectDatadog(sources, testRuntime({ upstreamTimeoutMs: 80 })).datasource(
      testContext(),
    );
    await expect(datasource.listWindows("datadog")).rejects.toMatchObject({
      failure: { failure: "TIMEOUT" },
    });
    await closed.promise;
    server.close();
  });

  test("request compressed responses, and read them", async () => {
    const encodings: (string | undefined)[] = [];
    const server = createServer((incoming, outgoing) => {
      encodings.push(incoming.headers["accept-encoding"]);
      outgoing.writeHead(200, { "content-type": "application/json", "content-encoding": "br" });
      outgoing.end(brotliCompressSync(JSON.stringify({ data: [] })));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const source = {
      ...settings,
      id: "datadog",
      site: "datadoghq.com",
      endpoint,
      apiKey: "a",
      applicationKey: "b",
    };
    const connection = connectDatadog([source], testRuntime());
    const { windows } = await connection.datasource(testContext()).listWindows("datadog");
    expect(windows).toEqual([]);
    expect(encodings).toEqual(["gzip, deflate, br"]);
    await connection.close();
    server.close();
  });

  test("fail as UNAUTHENTICATED without keys and send nothing", async () => {
    const emulators = await startTestEmulators(() => now);
    try {
      const sources = [{ ...settings, id: "datadog", site: "datadoghq.eu", endpoint: emulators.datadog.url }];
      const datasource = connectDatadog(sources, testRuntime()).datasource(testContext());
      await expect(datasource.listWindows("datadog")).rejects.toMatchObject({
        failure: { kind: "AccessError", code: "UNAUTHENTICATED", providerCode: null, retryable: false },
      });
      expect(await emulators.datadog.counts()).toEqual({});
    } finally {
      await emulators.close();
    }
  });

  test("reject a response that is too large", async () => {
    const emulators = await startTestEmulators(() => now);
    try {
      await emulators.datadog.fault("ListMaintenanceWindows", {
        status: 200,
        body: " ".repeat(33 * 1024 * 1024),
      });
      const sources = [
        {
          ...settings,
          id: "datadog",
          site: "x",
          apiKey: "a",
          applicationKey: "b",
          endpoint: emulators.datadog.url,
        },
      ];
      const datasource = connectDatadog(sources, testRuntime({ upstreamTimeoutMs: 10_000 })).datasource(
        testContext(),
      );
      await expect(datasource.listWindows("datadog")).rejects.toMatchObject({
        failure: { failure: "MALFORMED_RESPONSE" },
      });
    } finally {
      await emulators.close();
    }
  });
});
