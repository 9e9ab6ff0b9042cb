import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import type { ConnectProxy } from "../support/connect-proxy.js";
import { startConnectProxy } from "../support/connect-proxy.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import { arnOf, datadogId, mutate } from "../support/mutations.js";
import { startRecordingServer } from "../support/recording-server.js";
import type { Relay } from "../support/relay.js";
import { createCertificate, startRelay } from "../support/relay.js";
import { send } from "../support/send.js";
import { createIssuer } from "../support/tokens.js";

let emulators: TestEmulators;
let child: Child | undefined;
const toClose: { readonly close: () => Promise<void> }[] = [];
const closing = <Closable extends { readonly close: () => Promise<void> }>(closable: Closable): Closable => {
  toClose.push(closable);
  return closable;
};

beforeEach(async () => {
  emulators = closing(await startTestEmulators(() => new Date()));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await child?.exit;
  for (const closable of toClose.splice(0).toReversed()) await closable.close();
});

const portOf = (url: string) => Number(new URL(url).port);

/** Starts a gateway that caches nothing and tries each call once. */
async function start(environment: Record<string, string>) {
  child = startChild(process.execPath, ["dist/main.js"], {
    ...emulators.environment,
    AWS_REGIONS: "eu-central-1",
    PORT: "0",
    METRICS_PORT: "off",
    INVENTORY_MAX_AGE_SECONDS: "0",
    INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
    INVENTORY_STALE_IF_ERROR_SECONDS: "0",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "0",
    UPSTREAM_MAX_ATTEMPTS: "1",
    UPSTREAM_BREAKER_FAILURES: "1",
    ...environment,
  });
  const [, address = ""] = await child.waitFor(/Server listening at (http:[^"]+)/);
  return {
    address,
    query: (document: string, variables?: Record<string, unknown>) => send(address, document, variables),
  };
}

const list =
  "{ maintenanceWindows { totalCount sources { state error { code message ... on UpstreamError { failure } } } } }";
const good = {
  totalCount: 11,
  sources: [
    { state: "OK", error: null },
    { state: "OK", error: null },
  ],
};

describe("a proxy", () => {
  let proxy: ConnectProxy;
  afterEach(() => proxy.close());

  test("carries the TLS connections to both providers, whose authority a file adds", async () => {
    const hosts = { aws: "kinesisanalytics.eu-central-1.amazonaws.com", datadog: "api.datadoghq.eu" };
    const certificate = createCertificate(Object.values(hosts));
    if (certificate === null) throw new Error("This test needs openssl.");
    const aws = closing(await startRelay(portOf(emulators.flink.url), certificate));
    const datadog = closing(await startRelay(portOf(emulators.datadog.url), certificate));
    proxy = await startConnectProxy({ hosts: { [hosts.aws]: aws.port, [hosts.datadog]: datadog.port } });
    const { query } = await start({
      AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: "",
      DD_ENDPOINT_URL: "",
      DD_SITE: "datadoghq.eu",
      HTTPS_PROXY: proxy.url,
      SSL_CERT_FILE: certificate.file,
    });
    expect((await query(list)).data.maintenanceWindows).toEqual(good);
    expect(new Set(proxy.requests)).toEqual(
      new Set(Object.values(hosts).map((host) => `CONNECT ${host}:443`)),
    );
  });

  test.each([407, 502])(
    "that answers %i makes the sources unreachable, and the log names it",
    async (rejectWith) => {
      proxy = await startConnectProxy({ rejectWith });
      const { query } = await start({
        AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: "",
        DD_ENDPOINT_URL: "",
        HTTPS_PROXY: proxy.url.replace("//", "//user:planted-secret@"),
      });
      const { sources } = (await query(list)).data.maintenanceWindows;
      for (const source of sources) {
        expect(source).toMatchObject({
          state: "FAILED",
          error: {
            code: "UNAVAILABLE",
            failure: "UNREACHABLE",
            message: expect.stringContaining("the gateway's proxy did not pass the request on"),
          },
        });
      }
      await child?.waitFor(
        new RegExp(`the proxy 127\\.0\\.0\\.1:${proxy.port} \\(HTTPS_PROXY\\) .*HTTP ${rejectWith}`),
      );
      expect(child?.output()).not.toContain("planted-secret");
    },
  );

  test("is not used for the embedded emulators, so that the gateway starts with them anywhere", async () => {
    proxy = await startConnectProxy({ rejectWith: 403 });
    const noSource = { AWS_REGIONS: "", DD_API_KEY: "", DD_APP_KEY: "", DD_ENDPOINT_URL: "" };
    const { query } = await start({ ...noSource, HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url });
    expect(
      (await query("{ maintenanceWindows { sources { state } } }")).data.maintenanceWindows.sources,
    ).toEqual([{ state: "OK" }, { state: "OK" }, { state: "OK" }]);
    expect(proxy.requests).toEqual([]);
  });

  test("carries the fetch of an issuer's keys and the export of traces", async () => {
    proxy = await startConnectProxy();
    const issuer = await createIssuer();
    const keys = closing(await startRecordingServer(() => issuer.keySet));
    const collector = closing(await startRecordingServer(() => ({})));
    const { address } = await start({
      ...issuer.environment,
      JWT_JWKS_FILE: "",
      JWT_JWKS_URL: keys.url.replace("127.0.0.1", "localhost"),
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: "50",
      HTTP_PROXY: proxy.url,
    });
    const headers = { authorization: `Bearer ${await issuer.token({}, new Date())}` };
    const { data } = await send(address, list, {}, headers);
    expect(data.maintenanceWindows).toEqual(good);
    await expect.poll(() => proxy.requests).toContain(`POST ${collector.url}/v1/traces`);
    expect(proxy.requests).toContain(`GET ${keys.url.replace("127.0.0.1", "localhost")}/`);
  });
});

describe("idle connections that a firewall has dropped", () => {
  let flink: Relay;
  let datadog: Relay;

  async function startBehindFirewall() {
    flink = closing(await startRelay(portOf(emulators.flink.url)));
    datadog = closing(await startRelay(portOf(emulators.datadog.url)));
    const gateway = await start({
      AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: `http://127.0.0.1:${flink.port}`,
      DD_ENDPOINT_URL: `http://127.0.0.1:${datadog.port}`,
    });
    expect((await gateway.query(list)).data.maintenanceWindows).toEqual(good);
    return gateway;
  }
  const drop = () => {
    flink.forgetConnections();
    datadog.forgetConnections();
  };

  test("fail no read and open no circuit", async () => {
    const { query } = await startBehindFirewall();
    const before = await emulators.flink.counts();
    drop();
    expect((await query(list)).data.maintenanceWindows).toEqual(good);
    expect(await emulators.flink.counts()).toEqual({
      ListApplications: (before.ListApplications ?? 0) * 2,
      DescribeApplication: (before.DescribeApplication ?? 0) * 2,
    });
    expect(child?.output()).not.toContain("circuit");
  });

  test("leave no write with an unknown outcome", async () => {
    const gateway = await startBehindFirewall();
    const flinkId = `flink:${arnOf("orders-enrichment")}`;
    const startsAt = new Date(Date.now() + 3_600_000).toISOString();
    const endsAt = new Date(Date.now() + 7_200_000).toISOString();
    drop();
    expect(
      await mutate(gateway, "updateFlinkMaintenanceWindow", { id: flinkId, startTime: "03:00" }),
    ).toMatchObject({ outcome: "UPDATED" });
    drop();
    const creation = { name: "Release", query: "service:checkout", startsAt, endsAt };
    expect(await mutate(gateway, "createDatadogMaintenanceWindow", creation)).toMatchObject({
      outcome: "CREATED",
    });
    drop();
    expect(
      await mutate(gateway, "updateDatadogMaintenanceWindow", { id: datadogId(2), name: "Renamed" }),
    ).toMatchObject({ outcome: "UPDATED" });
    drop();
    expect(await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: datadogId(3) })).toMatchObject({
      outcome: "DELETED",
    });
    expect(await emulators.datadog.counts()).toMatchObject({
      CreateMaintenanceWindow: 1,
      UpdateMaintenanceWindow: 1,
      DeleteMaintenanceWindow: 1,
    });
    expect(child?.output()).not.toContain("upstream call failed");
  });
});

test("a repeated rate-limit header costs one call, and callers learn the wait", async () => {
  const headers = { "x-ratelimit-reset": ["20", "20"], "x-ratelimit-period": "60" };
  await emulators.datadog.fault("ListMaintenanceWindows", { status: 429, headers });
  const { query } = await start({ AWS_REGIONS: "", UPSTREAM_MAX_ATTEMPTS: "3" });
  const { data } = await query(
    "{ maintenanceWindows { sources { error { code message ... on ThrottledError { retryAfterSeconds } } } } }",
  );
  expect(data.maintenanceWindows.sources[0].error).toMatchObject({
    code: "RESOURCE_EXHAUSTED",
    retryAfterSeconds: 20,
    message: expect.stringContaining("Try again in 20 seconds."),
  });
  expect(await emulators.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
});
