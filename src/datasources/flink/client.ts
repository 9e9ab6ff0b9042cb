import { plainWord } from "../../domain/verdicts.js";
import type { Deadline } from "../deadlines.js";
import type { Runtime } from "../provider.js";
import { CredentialsError } from "../upstream/credentials-error.js";
import { MalformedResponseError } from "../upstream/malformed-response.js";
import { optional, text } from "../upstream/response-members.js";
import type { Ask, BulkRead } from "../upstream/upstream.js";
import { createUpstream } from "../upstream/upstream.js";
import type { Written } from "../writes/written.js";
import type { ApplicationArn } from "./arn.js";
import type { FlinkSourceConfiguration } from "./config.js";
import { factsOf } from "./errors.js";
import {
  maintenanceOperation,
  toApplication,
  toApplicationSummary,
  toMaintenanceRun,
  toMaintenanceTimes,
} from "./map.js";
import type {
  FlinkApplication,
  FlinkApplicationSummary,
  FlinkMaintenanceRun,
  MaintenanceTimes,
} from "./model.js";
import { providerName } from "./model.js";
import { connectSdk } from "./sdk.js";

/** AWS's own maximum. */
const listPageSize = 50;

/** Of far more applications than an account may have. */
const maxPages = 1_000;

/** Maintenance comes a few times a year; an answer without an end must not keep the gateway busy. */
const maxHistoryPages = 5;

interface HistoryPage {
  readonly runs: readonly FlinkMaintenanceRun[];
  readonly nextToken: string | null;
}

export type FlinkClient = ReturnType<typeof createFlinkClient>;

/** One source's calls, each with a time limit, each failure a GatewayError. */
export function createFlinkClient(source: FlinkSourceConfiguration, runtime: Runtime) {
  let connected: ReturnType<typeof connectSdk> | undefined;
  const connect = () => {
    connected ??= connectSdk(source, runtime).catch((error: unknown) => {
      connected = undefined;
      throw error;
    });
    return connected;
  };
  const upstream = createUpstream(
    {
      provider: providerName,
      providerName: "Managed Service for Apache Flink",
      source,
    },
    factsOf,
    runtime,
  );
  /** The SDK's import, once in the life of the process, is not the provider's time. */
  async function call<Result>(
    ask: Ask,
    deadline: Deadline,
    send: (abortSignal: AbortSignal) => Promise<Result>,
    bulk?: BulkRead<Result>,
  ): Promise<Result> {
    await connect();
    return upstream.call(ask, deadline, send, bulk);
  }

  const list = {
    action: "list applications",
    operation: "ListApplications",
    access: "read",
    resourceType: "MaintenanceSource",
    resourceId: source.id,
  } as const;
  const description = ({ arn, applicationName }: ApplicationArn) =>
    ({
      action: `describe application ${applicationName}`,
      operation: "DescribeApplication",
      access: "read",
      resourceType: "FlinkApplication",
      resourceId: arn,
    }) as const;
  const history = ({ arn, applicationName }: ApplicationArn) =>
    ({
      action: `list the maintenance of application ${applicationName}`,
      operation: "ListApplicationOperations",
      access: "read",
      resourceType: "FlinkApplication",
      resourceId: arn,
    }) as const;
  let accountId = source.accountId ?? null;

  /** Names are the same in every account: what another one's credentials show must not pass for this one's. */
  function requireAccount({ accountId: theirs }: Pick<ApplicationArn, "accountId">): void {
    const { accountId: wanted } = source;
    if (wanted === undefined || wanted === theirs) return;
    throw new CredentialsError(`they are of the account ${theirs}, and accountId is ${wanted}`);
  }

  function listPage(nextToken: string | null, seenTokens: ReadonlySet<string>, deadline: Deadline) {
    return call(list, deadline, async (abortSignal) => {
      const { client, ListApplicationsCommand } = await connect();
      const command = new ListApplicationsCommand({
        Limit: listPageSize,
        ...(nextToken === null ? {} : { NextToken: nextToken }),
      });
      const { ApplicationSummaries, NextToken } = await client.send(command, { abortSignal });
      if (!Array.isArray(ApplicationSummaries)) {
        throw new MalformedResponseError("ApplicationSummaries is missing");
      }
      const next = optional(text, NextToken, "NextToken");
      if (next !== null && (seenTokens.has(next) || seenTokens.size >= maxPages)) {
        throw new MalformedResponseError("the list of applications has no end");
      }
      const applications = ApplicationSummaries.map(toApplicationSummary);
      for (const { arn } of applications) requireAccount(arn);
      return { applications, nextToken: next };
    });
  }

  async function listOperations(
    arn: ApplicationArn,
    nextToken: string | null,
    deadline: Deadline,
  ): Promise<HistoryPage> {
    const send = async (abortSignal: AbortSignal) => {
      const { client, ListApplicationOperationsCommand } = await connect();
      const command = new ListApplicationOperationsCommand({
        ApplicationName: arn.applicationName,
        Operation: maintenanceOperation,
        Limit: listPageSize,
        ...(nextToken === null ? {} : { NextToken: nextToken }),
      });
      const { ApplicationOperationInfoList: operations, NextToken } = await client.send(command, {
        abortSignal,
      });
      if (!Array.isArray(operations)) {
        throw new MalformedResponseError("ApplicationOperationInfoList is missing");
      }
      const maintenance = operations.filter((operation) => operation?.Operation === maintenanceOperation);
      return { runs: maintenance.map(toMaintenanceRun), nextToken: optional(text, NextToken, "NextToken") };
    };
    // Histories are asked for many applications at once: what one person waits for goes before them.
    return call(history(arn), deadline, send, { instead: () => null });
  }

  async function describe(applicationName: string, abortSignal: AbortSignal): Promise<FlinkApplication> {
    const { client, DescribeApplicationCommand } = await connect();
    const command = new DescribeApplicationCommand({ ApplicationName: applicationName });
    const { ApplicationDetail } = await client.send(command, { abortSignal });
    const application = toApplication(ApplicationDetail, source.id);
    requireAccount(application);
    accountId = application.accountId;
    return application;
  }

  /** The model allows AWS to accept an update without its times; an empty answer may be anybody's. */
  async function readBack(
    applicationName: string,
    startTime: string,
    abortSignal: AbortSignal,
  ): Promise<MaintenanceTimes> {
    const application = await describe(applicationName, abortSignal).catch(() => null);
    if (application?.maintenance?.startTime === startTime) return application.maintenance;
    throw new MalformedResponseError("the new maintenance window could not be read back");
  }

  return {
    source,
    status: upstream.status,

    /** The account that the source's credentials belong to; null where it is not configured and AWS has not told it yet. */
    accountId: (): string | null => accountId,

    /** Every application, a page at a time. */
    async *listApplications(deadline: Deadline): AsyncGenerator<readonly FlinkApplicationSummary[]> {
      const seenTokens = new Set<string>();
      let nextToken: string | null = null;
      do {
        if (nextToken !== null) seenTokens.add(nextToken);
        const page: Awaited<ReturnType<typeof listPage>> = await listPage(nextToken, seenTokens, deadline);
        yield page.applications;
        nextToken = page.nextToken;
      } while (nextToken !== null);
    },

    /** What a caller is told who cannot wait any longer. */
    lateList: () => upstream.late({ ...list, action: "read its applications" }),
    lateDescription: (arn: ApplicationArn) => upstream.late(description(arn)),
    lateHistory: (arn: ApplicationArn) => upstream.late(history(arn)),

    /** The maintenance of one application, newest first. AWS has no operations of a SQL or Studio application. */
    async listMaintenance(arn: ApplicationArn, deadline: Deadline): Promise<readonly FlinkMaintenanceRun[]> {
      const runs: FlinkMaintenanceRun[] = [];
      let nextToken: string | null = null;
      for (let page = 0; page < maxHistoryPages; page++) {
        const answer: HistoryPage = await listOperations(arn, nextToken, deadline);
        runs.push(...answer.runs);
        nextToken = answer.nextToken;
        if (nextToken === null) break;
      }
      return runs.sort((left, right) => right.startedAt.getTime() - left.startedAt.getTime());
    },

    /**
     * One application with its maintenance window. AWS is asked by name, so that in another account this may be another
     * application than the ARN's.
     */
    describeApplication(
      arn: ApplicationArn,
      deadline: Deadline,
      bulk?: BulkRead<FlinkApplication>,
    ): Promise<FlinkApplication> {
      const send = (abortSignal: AbortSignal) => describe(arn.applicationName, abortSignal);
      return call(description(arn), deadline, send, bulk);
    },

    /** Moves an application's window and returns its new times. */
    updateMaintenanceWindow(
      { arn, name }: FlinkApplication,
      startTime: string,
      deadline: Deadline,
    ): Promise<Written<MaintenanceTimes>> {
      const ask = {
        action: `move the maintenance window of application ${name}`,
        operation: "UpdateApplicationMaintenanceConfiguration",
        access: "write",
        resourceType: "FlinkApplication",
        resourceId: arn,
      } as const;
      return call(ask, deadline, async (abortSignal) => {
        const { client, UpdateApplicationMaintenanceConfigurationCommand } = await connect();
        const command = new UpdateApplicationMaintenanceConfigurationCommand({
          ApplicationName: name,
          ApplicationMaintenanceConfigurationUpdate: {
            ApplicationMaintenanceWindowStartTimeUpdate: startTime,
          },
        });
        const answer = await client.send(command, { abortSignal });
        const times = toMaintenanceTimes(answer.ApplicationMaintenanceConfigurationDescription);
        return {
          value: times ?? (await readBack(name, startTime, abortSignal)),
          requestId: plainWord(answer.$metadata.requestId ?? null),
        };
      });
    },

    async close(): Promise<void> {
      const sdk = await connected?.catch(() => null);
      sdk?.client.destroy();
    },
  };
}
