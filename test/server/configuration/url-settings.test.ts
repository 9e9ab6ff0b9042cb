import { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { datadogSources } from "../../../src/datasources/datadog/settings.js";
import { flinkSources } from "../../../src/datasources/flink/settings.js";
import { readServerConfiguration } from "../../../src/server/configuration/server-configuration.js";
import { startChild } from "../../support/child-process.js";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";
import type { RecordingServer } from "../../support/recording-server.js";
import { startRecordingServer } from "../../support/recording-server.js";
import { send } from "../../support/send.js";
import type { Issuer } from "../../support/tokens.js";
import { audience, bearer, createIssuer, issuer } from "../../support/tokens.js";

/** Forms of a base URL that are accepted, and the path that they mean. */
const accepted: readonly (readonly [string, string])[] = [
  ["", ""],
  ["/", ""],
  ["//", ""],
  [" ", ""],
  ["/proxy", "/proxy"],
  ["/proxy/", "/proxy"],
  ["/proxy/v1//", "/proxy/v1"],
  ["/./proxy/../", ""],
];

/** Forms of a base URL to which no path can be added. */
const rejected = [
  "http://host?",
  "http://host/?site=eu",
  "http://host/proxy#part",
  "http://host/#",
  "http://host//proxy",
  "http://host/proxy//v1/",
  "http://host\\proxy",
  "http://name@host",
  "http://name:planted@host/",
  "http://ho st",
  "host:4318",
  "host",
  "//host",
  "ftp://host",
  "http:host",
  "http://",
];

let server: RecordingServer;
let trusted: Issuer;
const answers = { data: [], ApplicationSummaries: [], keys: [] as unknown[] };
beforeAll(async () => {
  trusted = await createIssuer();
  answers.keys = trusted.keySet.keys;
  server = await startRecordingServer(() => answers);
});
afterAll(() => server.close());
beforeEach(() => void (server.requests as unknown[]).splice(0));

const sent = () => server.requests.map(({ method, url }) => `${method} ${url}`).sort();

async function withGateway(environment: Record<string, string>, work: (gateway: TestGateway) => unknown) {
  const gateway = await startTestGateway(environment);
  try {
    await work(gateway);
  } finally {
    await gateway.stop();
  }
}

describe("endpoints of providers", () => {
  test.each(accepted)("calls the API below the endpoint with %j at its end", async (end, path) => {
    const endpoint = `${server.url}${end}`;
    const environment = {
      AWS_REGIONS: "eu-central-1",
      AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: endpoint,
      DD_ENDPOINT_URL: endpoint,
    };
    await withGateway(environment, (gateway) => gateway.query("{ maintenanceWindows { totalCount } }"));
    expect(sent()).toEqual([`GET ${path}/api/v2/maintenance_windows`, `POST ${path}/`]);
  });

  const keys = { DD_API_KEY: "a", DD_APP_KEY: "b" };
  /** Reads each setting of an endpoint, in the environment or in the configuration file. */
  const settings: Readonly<Record<string, (endpoint: string) => ReturnType<typeof ofFlink>>> = {
    DD_ENDPOINT_URL: (endpoint) =>
      ofDatadog(datadogSources({ environment: { ...keys, DD_ENDPOINT_URL: endpoint }, declared: null })),
    AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: (endpoint) =>
      ofFlink("endpoint", { AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: endpoint }),
    AWS_ENDPOINT_URL_STS: (endpoint) => ofFlink("stsEndpoint", { AWS_ENDPOINT_URL_STS: endpoint }),
    "sources[0].endpoint of Datadog": (endpoint) =>
      ofDatadog(
        datadogSources({ environment: keys, declared: [declared({ provider: "DATADOG", endpoint })] }),
      ),
    "sources[0].endpoint of Flink": (endpoint) => {
      const source = declared({ provider: "AWS_FLINK", region: "eu-central-1", endpoint });
      return ofFlink("endpoint", {}, [source]);
    },
  };
  const declared = (given: Record<string, unknown>) => ({
    path: "sources[0]",
    index: 0,
    settings: { id: "one", ...given },
  });
  const ofDatadog = ({ sources, faults }: ReturnType<typeof datadogSources>) => ({
    endpoint: sources[0]?.endpoint,
    faults,
  });
  function ofFlink(
    name: "endpoint" | "stsEndpoint",
    environment: Record<string, string>,
    sources: ReturnType<typeof declared>[] | null = null,
  ) {
    const read = flinkSources({
      environment: { AWS_REGIONS: "eu-central-1", ...environment },
      declared: sources,
    });
    return { endpoint: read.sources[0]?.[name], faults: read.faults };
  }

  test.each(Object.keys(settings))(
    "%s accepts base URLs, removes slashes at the end, and rejects what no path can be added to",
    (name) => {
      const read = settings[name];
      for (const [end, path] of accepted.filter(([each]) => each !== " ")) {
        expect([end, read?.(`https://host:8443${end}`)]).toEqual([
          end,
          { endpoint: `https://host:8443${path}`, faults: [] },
        ]);
      }
      for (const endpoint of rejected) {
        const faults = read?.(endpoint).faults.map(({ key, message }) => `${key} ${message}`);
        expect([endpoint, faults]).toEqual([
          endpoint,
          [expect.stringContaining(`${name.split(" ")[0]} must be a URL such as https://host:port`)],
        ]);
        expect(faults?.join()).not.toContain("planted");
      }
    },
  );
});

describe("JWT_JWKS_URL", () => {
  const environmentWith = (url: string) => ({
    AUTHENTICATION: "jwt",
    JWT_ISSUER: issuer,
    JWT_AUDIENCE: audience,
    JWT_JWKS_URL: url,
  });

  test.each([
    ["", "/"],
    ["/", "/"],
    ["/keys/", "/keys/"],
    ["/keys?policy=a%20b", "/keys?policy=a%20b"],
    ["/keys ", "/keys"],
    ["/other/../keys", "/keys"],
  ])("with %j at its end is fetched at %s", async (end, path) => {
    await withGateway(environmentWith(`${server.url}${end}`), async (gateway) => {
      await gateway.query("{ __typename }", {}, bearer(await trusted.token({}, now)));
    });
    expect(sent()).toEqual([`GET ${path}`]);
  });

  test.each([
    ...["https://host//keys", "https://host/keys#part", "https://name@host/keys", "https://n:planted@host/"],
    ...["host/keys", "//host/keys", "http://host/keys", "ftp://host/keys"],
  ])("%s is rejected", (url) => {
    const { faults } = readServerConfiguration(environmentWith(url));
    expect(faults).toEqual([{ key: "JWT_JWKS_URL", message: expect.stringMatching(/^must /) }]);
    expect(JSON.stringify(faults)).not.toContain("planted");
  });
});

test.each(["https://issuer.example", "https://issuer.example/", "https://issuer.example/realms/main/"])(
  "JWT_ISSUER %s accepts exactly that issuer",
  async (configured) => {
    await withGateway({ ...trusted.environment, JWT_ISSUER: ` ${configured} ` }, async (gateway) => {
      const statusFor = async (iss: string) => {
        const headers = { "content-type": "application/json", ...bearer(await trusted.token({ iss }, now)) };
        const init = { method: "POST", headers, body: '{"query":"{ __typename }"}' };
        return (await fetch(`${gateway.address}/graphql`, init)).status;
      };
      const other = configured.endsWith("/") ? configured.slice(0, -1) : `${configured}/`;
      expect([await statusFor(configured), await statusFor(other)]).toEqual([200, 401]);
    });
  },
);

describe("REDIS_URL", () => {
  test.each([
    ["redis://host", { host: "host", port: 6379, db: 0 }],
    ["redis://host:6380/", { host: "host", port: 6380, db: 0 }],
    [" redis://host:6380/3 ", { host: "host", port: 6380, db: 3 }],
    ["rediss://name:p%40ss@[::1]:6380/2", { host: "::1", port: 6380, db: 2, password: "p@ss" }],
  ])("%s", (url, options) => {
    const { configuration, faults } = readServerConfiguration({ REDIS_URL: url });
    expect(faults).toEqual([]);
    const redis = new Redis(configuration?.redis?.url ?? "", { lazyConnect: true });
    expect(redis.options).toMatchObject(options);
    redis.disconnect();
  });

  test.each([
    ...["redis://host//", "redis://host/3/", "redis://host/cache", "redis://host?db=3", "redis://host/#part"],
    ...["redis://:planted@host/3?x", "host:6379", "http://host", "redis://", "redis:///3", "redis://ho st"],
  ])("%s is rejected", (url) => {
    const { faults } = readServerConfiguration({ REDIS_URL: url });
    expect(faults).toEqual([
      { key: "REDIS_URL", message: expect.stringMatching(/^must be a URL such as redis:/) },
    ]);
  });
});

test.each(["https://app.example/", "https://app.example/page", "https://app.example?", "app.example"])(
  "CORS_ORIGINS=%s is rejected",
  (origin) => {
    const { faults } = readServerConfiguration({ CORS_ORIGINS: origin });
    expect(faults).toEqual([{ key: "CORS_ORIGINS", message: expect.stringContaining("without a path") }]);
  },
);

describe("the collector of traces", () => {
  const name = "OTEL_EXPORTER_OTLP_ENDPOINT";

  test.each([
    [name, "", "/v1/traces"],
    [name, "/", "/v1/traces"],
    [name, "/otlp/", "/otlp/v1/traces"],
    ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/traces/?key=a", "/traces/?key=a"],
  ])("%s with %j at its end receives traces at %s", async (variable, end, path) => {
    const child = startChild(process.execPath, ["dist/main.js"], {
      PORT: "0",
      EMULATORS: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
      OTEL_BSP_SCHEDULE_DELAY: "10",
      [variable]: `${server.url}${end}`,
    });
    try {
      const [, address = ""] = await child.waitFor(/Server listening at (http:[^"]+)/);
      await send(address, "{ __typename }");
      await expect.poll(sent).toEqual([`POST ${path}`]);
    } finally {
      child.kill("SIGKILL");
      await child.exit;
    }
  });

  test.each([...rejected, "http://host//", "http://host/otlp//"])(
    "OTEL_EXPORTER_OTLP_ENDPOINT=%s is rejected",
    (url) => {
      const { faults } = readServerConfiguration({ [name]: url });
      expect(faults).toEqual([
        { key: name, message: expect.stringMatching(/^must (?:be a URL such as |not end with)/) },
      ]);
      expect(readServerConfiguration({ [name]: url, OTEL_SDK_DISABLED: "true" }).faults).toEqual([]);
      expect(JSON.stringify(faults)).not.toContain("planted");
    },
  );

  test.each(["collector:4318", "http://name:planted@host/", "http://host/#part", "ftp://host"])(
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=%s is rejected",
    (url) => {
      const key = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
      const { faults } = readServerConfiguration({ [key]: url });
      expect(faults).toEqual([{ key, message: expect.stringMatching(/^must be a URL such as /) }]);
    },
  );

  test("accepts addresses of gRPC, which need no scheme", () => {
    const environment = { [name]: "collector:4317", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" };
    expect(readServerConfiguration(environment).faults).toEqual([]);
  });
});
