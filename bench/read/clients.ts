import type { KinesisAnalyticsV2Client } from "@aws-sdk/client-kinesis-analytics-v2";
import PQueue from "p-queue";
import { concurrency, regions } from "./upstreams.js";

/** Clients written by hand with the bare SDKs. The ideal client makes only the necessary calls, as early as possible. */
const clients = { ideal: describeEarly, naive: describeOneByOne };

const { FLINK_URL: flinkUrl = "", DATADOG_URLS = "" } = process.env;

/** Imports the SDKs on the first read, as the gateway does. */
async function connect() {
  const datadog = "@datadog/datadog-api-client/dist/packages";
  const [aws, api, configuration, servers] = await Promise.all([
    import("@aws-sdk/client-kinesis-analytics-v2"),
    import(`${datadog}/datadog-api-client-v2/apis/CaseManagementApi.js`),
    import(`${datadog}/datadog-api-client-common/configuration.js`),
    import(`${datadog}/datadog-api-client-common/servers.js`),
  ]);
  const credentials = { accessKeyId: "a", secretAccessKey: "b" };
  return {
    ...aws,
    flink: regions.map(
      (region) => new aws.KinesisAnalyticsV2Client({ region, endpoint: flinkUrl, credentials }),
    ),
    datadog: DATADOG_URLS.split(",").map(
      (url) =>
        new api.CaseManagementApi(
          configuration.createConfiguration({
            baseServer: new servers.BaseServerConfiguration(url, {}),
            authMethods: { apiKeyAuth: "a", appKeyAuth: "b" },
          }),
        ),
    ),
  };
}

let connected: ReturnType<typeof connect> | undefined;

type Sdk = Awaited<ReturnType<typeof connect>>;

async function describeEarly(client: KinesisAnalyticsV2Client, sdk: Sdk): Promise<number> {
  const { DescribeApplicationCommand, paginateListApplications } = sdk;
  const queue = new PQueue({ concurrency });
  const described: Promise<unknown>[] = [];
  const pages = paginateListApplications({ client, pageSize: 50 }, {});
  for (;;) {
    // The list runs before waiting descriptions, as in the gateway.
    const { value: page, done } = await queue.add(() => pages.next(), { priority: 1 });
    if (done) break;
    for (const { ApplicationName } of page.ApplicationSummaries ?? []) {
      described.push(queue.add(() => client.send(new DescribeApplicationCommand({ ApplicationName }))));
    }
    if (!page.NextToken) break;
  }
  return (await Promise.all(described)).length;
}

async function describeOneByOne(client: KinesisAnalyticsV2Client, sdk: Sdk): Promise<number> {
  const { DescribeApplicationCommand, paginateListApplications } = sdk;
  let count = 0;
  for await (const page of paginateListApplications({ client, pageSize: 50 }, {})) {
    for (const { ApplicationName } of page.ApplicationSummaries ?? []) {
      await client.send(new DescribeApplicationCommand({ ApplicationName }));
      count += 1;
    }
  }
  return count;
}

async function read(name: keyof typeof clients): Promise<number> {
  connected ??= connect();
  const sdk = await connected;
  const counts = await Promise.all([
    ...sdk.flink.map((client) => clients[name](client, sdk)),
    ...sdk.datadog.map(async (api) => (await api.listMaintenanceWindows()).data.length),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

process.on("message", async (name: keyof typeof clients) => {
  const startedAt = performance.now();
  const windows = await read(name);
  process.send?.({ durationMs: performance.now() - startedAt, windows });
});
