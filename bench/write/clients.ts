import PQueue from "p-queue";

/** The writes that a developer would code with the bare SDKs, one at a time and in bulk. */
const { FLINK_URL = "", DATADOG_URL = "", REGION = "", CONCURRENCY = "10" } = process.env;
const datadog = "@datadog/datadog-api-client/dist/packages";
const [aws, caseManagement, configuration, servers] = await Promise.all([
  import("@aws-sdk/client-kinesis-analytics-v2"),
  import(`${datadog}/datadog-api-client-v2/apis/CaseManagementApi.js`),
  import(`${datadog}/datadog-api-client-common/configuration.js`),
  import(`${datadog}/datadog-api-client-common/servers.js`),
]);
const credentials = { accessKeyId: "a", secretAccessKey: "b" };
const flink = new aws.KinesisAnalyticsV2Client({ region: REGION, endpoint: FLINK_URL, credentials });
const api = new caseManagement.CaseManagementApi(
  configuration.createConfiguration({
    baseServer: new servers.BaseServerConfiguration(DATADOG_URL, {}),
    authMethods: { apiKeyAuth: "a", appKeyAuth: "b" },
  }),
);

/** The values to write. Each kind of write uses some of them. */
export interface Write {
  readonly name: keyof typeof writes;
  readonly application: string;
  readonly applications: readonly string[];
  readonly uuid: string;
  readonly startTime: string;
  readonly text: string;
}

const type = "maintenance_window";

async function updateFlink(name: string, startTime: string): Promise<unknown> {
  return flink.send(
    new aws.UpdateApplicationMaintenanceConfigurationCommand({
      ApplicationName: name,
      ApplicationMaintenanceConfigurationUpdate: { ApplicationMaintenanceWindowStartTimeUpdate: startTime },
    }),
  );
}

async function updateDatadog({ uuid, text }: Write): Promise<unknown> {
  return api.updateMaintenanceWindow({
    maintenanceWindowId: uuid,
    body: { data: { type, attributes: { name: text } } },
  });
}

const writes = {
  updateFlink: async ({ application, startTime }: Write) => updateFlink(application, startTime),
  updateDatadog,
  createDatadog: async ({ text }: Write) =>
    api.createMaintenanceWindow({
      body: {
        data: {
          type,
          attributes: {
            name: text,
            query: `bench:${text}`,
            startAt: new Date("2030-01-01T00:00:00Z"),
            endAt: new Date("2030-01-01T01:00:00Z"),
          },
        },
      },
    }),
  readAndUpdateFlink: async ({ application, startTime }: Write) => {
    await flink.send(new aws.DescribeApplicationCommand({ ApplicationName: application }));
    await updateFlink(application, startTime);
  },
  readAndUpdateDatadog: async (write: Write) => {
    await api.listMaintenanceWindows();
    await updateDatadog(write);
  },
  updateManyFlink: async ({ applications, startTime }: Write) => {
    const queue = new PQueue({ concurrency: Number(CONCURRENCY) });
    await queue.addAll(applications.map((name) => () => updateFlink(name, startTime)));
  },
};

process.on("message", async (write: Write) => {
  const startedAt = performance.now();
  await writes[write.name](write);
  process.send?.(performance.now() - startedAt);
});
process.send?.("ready");
