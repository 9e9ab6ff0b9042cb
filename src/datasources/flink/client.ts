import {
  DescribeApplicationCommand,
  KinesisAnalyticsV2Client,
  ListApplicationsCommand,
  UpdateApplicationMaintenanceConfigurationCommand,
} from "@aws-sdk/client-kinesis-analytics-v2";
import pLimit from "p-limit";
import { MalformedResponseError } from "../malformed-response.js";
import type { Runtime } from "../provider.js";
import { createUpstreamCall } from "../upstream-call.js";
import type { ApplicationArn } from "./arn.js";
import type { FlinkSourceConfiguration } from "./config.js";
import { factsOf } from "./errors.js";
import { toApplication, toApplicationArn, toMaintenanceTimes } from "./map.js";
import type { FlinkApplication, MaintenanceTimes } from "./model.js";
import { providerName } from "./model.js";

/** AWS's own maximum. */
const listPageSize = 50;

export type FlinkClient = ReturnType<typeof createFlinkClient>;

/** One source's calls, each with a time limit, each failure a GatewayError. */
export function createFlinkClient(source: FlinkSourceConfiguration, runtime: Runtime) {
  // A repeated write would hide that an earlier attempt may have been carried out.
  const reader = createSdkClient(source, source.maxAttempts, runtime);
  const writer = createSdkClient(source, 1, runtime);
  const call = createUpstreamCall(
    {
      provider: providerName,
      providerName: "Managed Service for Apache Flink",
      sourceId: source.id,
    },
    factsOf,
    runtime,
  );
  const limitConcurrency = pLimit(source.concurrency);
  let accountId: string | null = null;

  function listPage(nextToken: string | null, seenTokens: ReadonlySet<string>, signal: AbortSignal) {
    const ask = {
      action: "list applications",
      access: "read",
      resourceType: "MaintenanceSource",
      resourceId: source.id,
    } as const;
    return call(ask, signal, async (abortSignal) => {
      const command = new ListApplicationsCommand({
        Limit: listPageSize,
        ...(nextToken === null ? {} : { NextToken: nextToken }),
      });
      const { ApplicationSummaries, NextToken = null } = await reader.send(command, { abortSignal });
      if (!Array.isArray(ApplicationSummaries)) {
        throw new MalformedResponseError("ApplicationSummaries is missing");
      }
      if (NextToken !== null && seenTokens.has(NextToken)) {
        throw new MalformedResponseError("NextToken repeats");
      }
      return { arns: ApplicationSummaries.map(toApplicationArn), nextToken: NextToken };
    });
  }

  async function describe(applicationName: string, abortSignal: AbortSignal): Promise<FlinkApplication> {
    const command = new DescribeApplicationCommand({ ApplicationName: applicationName });
    const { ApplicationDetail } = await reader.send(command, { abortSignal });
    const application = toApplication(ApplicationDetail, source.id);
    accountId = application.accountId;
    return application;
  }

  /** The model allows AWS to accept an update without its times. The update is made, whatever becomes of this read. */
  async function readBack(applicationName: string, abortSignal: AbortSignal): Promise<MaintenanceTimes> {
    const application = await describe(applicationName, abortSignal).catch(() => null);
    if (application?.maintenance) return application.maintenance;
    throw new MalformedResponseError("the new maintenance window could not be read back");
  }

  return {
    source,

    /** The account that the source's credentials belong to; null until AWS has told it. */
    accountId: (): string | null => accountId,

    /** The ARN of every application. */
    async listApplications(signal: AbortSignal): Promise<readonly ApplicationArn[]> {
      let arns: readonly ApplicationArn[] = [];
      const seenTokens = new Set<string>();
      let nextToken: string | null = null;
      do {
        if (nextToken !== null) seenTokens.add(nextToken);
        const page: Awaited<ReturnType<typeof listPage>> = await listPage(nextToken, seenTokens, signal);
        arns = arns.concat(page.arns);
        nextToken = page.nextToken;
      } while (nextToken !== null);
      return arns;
    },

    /**
     * One application with its maintenance window; waits for its turn within the source's concurrency. AWS is asked
     * by name, so that in another account this may be another application than the ARN's.
     */
    describeApplication(
      { arn, applicationName }: ApplicationArn,
      signal: AbortSignal,
    ): Promise<FlinkApplication> {
      const ask = {
        action: `describe application ${applicationName}`,
        access: "read",
        resourceType: "FlinkApplication",
        resourceId: arn,
      } as const;
      return limitConcurrency(() =>
        call(ask, signal, (abortSignal) => describe(applicationName, abortSignal)),
      );
    },

    /** Moves an application's window and returns its new times. */
    updateMaintenanceWindow(
      { arn, name }: FlinkApplication,
      startTime: string,
      signal: AbortSignal,
    ): Promise<MaintenanceTimes> {
      const ask = {
        action: `move the maintenance window of application ${name}`,
        access: "write",
        resourceType: "FlinkApplication",
        resourceId: arn,
      } as const;
      return call(ask, signal, async (abortSignal) => {
        const command = new UpdateApplicationMaintenanceConfigurationCommand({
          ApplicationName: name,
          ApplicationMaintenanceConfigurationUpdate: {
            ApplicationMaintenanceWindowStartTimeUpdate: startTime,
          },
        });
        const answer = await writer.send(command, { abortSignal });
        const times = toMaintenanceTimes(answer.ApplicationMaintenanceConfigurationDescription);
        return times ?? (await readBack(name, abortSignal));
      });
    },

    close(): void {
      reader.destroy();
      writer.destroy();
    },
  };
}

function createSdkClient(source: FlinkSourceConfiguration, maxAttempts: number, runtime: Runtime) {
  const { region, endpoint, credentials } = source;
  return new KinesisAnalyticsV2Client({
    region,
    maxAttempts,
    logger: sdkLogger(runtime),
    // The SDK refuses an endpoint of one's own together with its own variants of endpoints.
    ...(endpoint === undefined ? {} : { endpoint, useFipsEndpoint: false, useDualstackEndpoint: false }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

/**
 * The SDK logs the input and output of every call, and its error: the gateway logs failures itself. Only the SDK's
 * own texts are for operators.
 */
function sdkLogger({ logger }: Runtime) {
  const log = logger.child({ library: "aws-sdk" });
  const warn = (message: unknown) => {
    if (typeof message === "string") log.warn(message);
  };
  return { trace: () => {}, debug: () => {}, info: () => {}, warn, error: warn };
}
