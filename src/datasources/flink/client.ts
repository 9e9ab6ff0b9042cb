import {
  DescribeApplicationCommand,
  KinesisAnalyticsV2Client,
  ListApplicationsCommand,
  UpdateApplicationMaintenanceConfigurationCommand,
} from "@aws-sdk/client-kinesis-analytics-v2";
import pLimit from "p-limit";
import type { UpstreamCall } from "../../domain/verdicts.js";
import { withinDeadline } from "../deadlines.js";
import { MalformedResponseError } from "../malformed-response.js";
import type { Runtime } from "../provider.js";
import type { FlinkSourceConfiguration } from "./config.js";
import { toGatewayError } from "./errors.js";
import { toApplication, toApplicationName, toMaintenanceTimes } from "./map.js";
import type { FlinkApplication, MaintenanceTimes } from "./model.js";

/** AWS's own maximum. */
const listPageSize = 50;

export type FlinkClient = ReturnType<typeof createFlinkClient>;

/** One source's calls, each with a time limit, each failure a GatewayError. */
export function createFlinkClient(source: FlinkSourceConfiguration, runtime: Runtime) {
  const sdk = new KinesisAnalyticsV2Client({
    region: source.region,
    maxAttempts: source.maxAttempts,
    logger: sdkLogger(runtime),
    ...(source.endpoint === undefined ? {} : { endpoint: source.endpoint }),
    ...(source.credentials === undefined ? {} : { credentials: source.credentials }),
  });

  const turn = pLimit(source.concurrency);
  let accountId: string | null = null;

  async function call<Result>(
    what: Pick<UpstreamCall, "action" | "access" | "resourceId">,
    signal: AbortSignal,
    send: (options: { abortSignal: AbortSignal }) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await withinDeadline(signal, runtime.upstreamTimeoutMs, (abortSignal) => send({ abortSignal }));
    } catch (error) {
      throw toGatewayError(error, {
        ...what,
        provider: "AWS_FLINK",
        providerName: "Managed Service for Apache Flink",
        sourceId: source.id,
        resourceType: "FlinkApplication",
      });
    }
  }

  function listPage(nextToken: string | null, seenTokens: ReadonlySet<string>, signal: AbortSignal) {
    const what = { action: "list applications", access: "read", resourceId: source.id } as const;
    return call(what, signal, async (options) => {
      const command = new ListApplicationsCommand({
        Limit: listPageSize,
        ...(nextToken === null ? {} : { NextToken: nextToken }),
      });
      const { ApplicationSummaries, NextToken = null } = await sdk.send(command, options);
      if (!Array.isArray(ApplicationSummaries)) {
        throw new MalformedResponseError("ApplicationSummaries is missing");
      }
      if (NextToken !== null && seenTokens.has(NextToken)) {
        throw new MalformedResponseError("NextToken repeats");
      }
      return { names: ApplicationSummaries.map(toApplicationName), nextToken: NextToken };
    });
  }

  async function describe(applicationName: string, options: { abortSignal: AbortSignal }) {
    const command = new DescribeApplicationCommand({ ApplicationName: applicationName });
    const { ApplicationDetail } = await sdk.send(command, options);
    const application = toApplication(ApplicationDetail, source.id);
    accountId = application.accountId;
    return application;
  }

  return {
    source,

    /** The account that the source's credentials belong to; null until AWS has told it. */
    accountId: (): string | null => accountId,

    /** The name of every application. */
    async listApplicationNames(signal: AbortSignal): Promise<readonly string[]> {
      const names: string[] = [];
      const seenTokens = new Set<string>();
      let nextToken: string | null = null;
      do {
        if (nextToken !== null) seenTokens.add(nextToken);
        const page: Awaited<ReturnType<typeof listPage>> = await listPage(nextToken, seenTokens, signal);
        names.push(...page.names);
        nextToken = page.nextToken;
      } while (nextToken !== null);
      return names;
    },

    /** One application with its maintenance window; waits for its turn within the source's concurrency. */
    describeApplication(applicationName: string, signal: AbortSignal): Promise<FlinkApplication> {
      const what = {
        action: `describe application ${applicationName}`,
        access: "read",
        resourceId: applicationName,
      } as const;
      return turn(() => call(what, signal, (options) => describe(applicationName, options)));
    },

    /** Moves an application's window and tells its new times. */
    updateMaintenanceWindow(
      applicationName: string,
      startTime: string,
      signal: AbortSignal,
    ): Promise<MaintenanceTimes> {
      const what = {
        action: `move the maintenance window of application ${applicationName}`,
        access: "write",
        resourceId: applicationName,
      } as const;
      return call(what, signal, async (options) => {
        const command = new UpdateApplicationMaintenanceConfigurationCommand({
          ApplicationName: applicationName,
          ApplicationMaintenanceConfigurationUpdate: {
            ApplicationMaintenanceWindowStartTimeUpdate: startTime,
          },
        });
        const answer = await sdk.send(command, options);
        // The model allows AWS to accept without telling the times; then they are read back.
        const times =
          toMaintenanceTimes(answer.ApplicationMaintenanceConfigurationDescription) ??
          (await describe(applicationName, options)).maintenance;
        if (times === null) throw new MalformedResponseError("the application has no maintenance window");
        return times;
      });
    },

    close(): void {
      sdk.destroy();
    },
  };
}

/** The SDK logs whole inputs and outputs at `info`; only its warnings are for operators. */
function sdkLogger({ logger }: Runtime) {
  const log = logger.child({ library: "aws-sdk" });
  return {
    trace: () => {},
    debug: () => {},
    info: () => {},
    warn: (...content: unknown[]) => log.warn(content.map(String).join(" ")),
    error: (...content: unknown[]) => log.error(content.map(String).join(" ")),
  };
}
