import { safeTokenOrNull } from "../../domain/failures/upstream-call-failure.js";
import type { Send } from "../../upstream/attempts.js";
import { CredentialsError } from "../../upstream/credentials-error.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { optional, requireString } from "../../upstream/response-members.js";
import type { CallDescription } from "../../upstream/source-failures.js";
import type { BulkRead } from "../../upstream/upstream.js";
import { createUpstream } from "../../upstream/upstream.js";
import type { UpstreamRuntime } from "../../upstream/upstream-runtime.js";
import type { WriteResponse } from "../../writes/write-response.js";
import type { ApplicationArn } from "./arn.js";
import {
  describeApplicationCall,
  listApplicationsCall,
  listMaintenanceCall,
  updateWindowCall,
} from "./call-descriptions.js";
import { listPageSize, maxListPages } from "./constants.js";
import { classifyError } from "./error-table.js";
import {
  maintenanceOperation,
  toApplication,
  toApplicationSummary,
  toMaintenanceRun,
  toMaintenanceTimes,
} from "./mapping.js";
import type { ApplicationPage, FlinkApplication, MaintenancePage, MaintenanceTimes } from "./model.js";
import { providerName } from "./model.js";
import { createSdkConnection } from "./sdk.js";
import type { FlinkSourceSettings } from "./settings.js";

export type FlinkClient = ReturnType<typeof createFlinkClient>;

/** Creates the client of one source. Every call has a timeout, and every failure is a GatewayError. */
export function createFlinkClient(settings: FlinkSourceSettings, runtime: UpstreamRuntime) {
  const upstream = createUpstream(
    { provider: providerName, providerName: "Managed Service for Apache Flink", source: settings },
    classifyError,
    runtime,
  );
  const { connect, close } = createSdkConnection(settings, runtime);
  runtime.sdkImports.add(connect);
  let accountId = settings.accountId ?? null;

  /** Makes a call. The import of the SDKs, once per process, does not count towards its timeout. */
  async function call<Result>(
    description: CallDescription,
    deadline: Deadline,
    send: Send<Result>,
    bulk?: BulkRead<Result>,
  ): Promise<Result> {
    await runtime.sdkImports.settled();
    await connect();
    return upstream.call(description, deadline, send, bulk);
  }

  /**
   * Rejects applications of other accounts. AWS finds applications by name, so credentials for the wrong account could return
   * another account's application with the same name.
   */
  function requireAccount({ accountId: theirs }: Pick<ApplicationArn, "accountId">): void {
    const { accountId: wanted } = settings;
    if (wanted === undefined || wanted === theirs) return;
    throw new CredentialsError(`the credentials belong to account ${theirs}, but accountId is ${wanted}`);
  }

  async function describe(applicationName: string, abortSignal: AbortSignal): Promise<FlinkApplication> {
    const { describeApplication } = await connect();
    const { ApplicationDetail } = await describeApplication(
      { ApplicationName: applicationName },
      abortSignal,
    );
    const application = toApplication(ApplicationDetail, settings.id);
    requireAccount(application);
    accountId = application.accountId;
    return application;
  }

  /** Reads the new times if the response to an update has none. AWS's model allows that, but a proxy may have responded. */
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
    settings,
    status: upstream.status,

    /** Returns the account of the source's credentials; null if it is not configured and no response has contained it yet. */
    accountId: (): string | null => accountId,

    /** Lists one page of applications. Throws if the next page's token is in `seenTokens`, because the list would never end. */
    listApplications: (
      nextToken: string | null,
      seenTokens: ReadonlySet<string>,
      deadline: Deadline,
    ): Promise<ApplicationPage> =>
      call(listApplicationsCall(settings.id), deadline, async (abortSignal) => {
        const { listApplications } = await connect();
        const { ApplicationSummaries, NextToken } = await listApplications(
          { Limit: listPageSize, ...(nextToken === null ? {} : { NextToken: nextToken }) },
          abortSignal,
        );
        if (!Array.isArray(ApplicationSummaries)) {
          throw new MalformedResponseError("ApplicationSummaries is missing");
        }
        const next = optional(requireString, NextToken, "NextToken");
        if (next !== null && (seenTokens.has(next) || seenTokens.size >= maxListPages)) {
          throw new MalformedResponseError("the list of applications does not end");
        }
        const applications = ApplicationSummaries.map(toApplicationSummary);
        for (const { arn } of applications) requireAccount(arn);
        return { applications, nextToken: next };
      }),

    /** Describes one application with its maintenance window. The result may belong to a different account than the ARN. */
    describeApplication: (
      arn: ApplicationArn,
      deadline: Deadline,
      bulk?: BulkRead<FlinkApplication>,
    ): Promise<FlinkApplication> =>
      call(
        describeApplicationCall(arn),
        deadline,
        (abortSignal) => describe(arn.applicationName, abortSignal),
        bulk,
      ),

    /** Lists one page of the maintenance runs of an application, newest first. */
    listMaintenance(
      arn: ApplicationArn,
      nextToken: string | null,
      deadline: Deadline,
    ): Promise<MaintenancePage> {
      const send = async (abortSignal: AbortSignal) => {
        const { listApplicationOperations } = await connect();
        const { ApplicationOperationInfoList: operations, NextToken } = await listApplicationOperations(
          {
            ApplicationName: arn.applicationName,
            Operation: maintenanceOperation,
            Limit: listPageSize,
            ...(nextToken === null ? {} : { NextToken: nextToken }),
          },
          abortSignal,
        );
        if (!Array.isArray(operations)) {
          throw new MalformedResponseError("ApplicationOperationInfoList is missing");
        }
        const maintenance = operations.filter((operation) => operation?.Operation === maintenanceOperation);
        return {
          runs: maintenance.map(toMaintenanceRun),
          nextToken: optional(requireString, NextToken, "NextToken"),
        };
      };
      return call(listMaintenanceCall(arn), deadline, send);
    },

    /** Moves an application's window and returns its new times. */
    updateMaintenanceWindow(
      application: FlinkApplication,
      startTime: string,
      deadline: Deadline,
    ): Promise<WriteResponse<MaintenanceTimes>> {
      const { name } = application;
      return call(updateWindowCall(application), deadline, async (abortSignal) => {
        const { updateMaintenanceConfiguration } = await connect();
        const answer = await updateMaintenanceConfiguration(
          {
            ApplicationName: name,
            ApplicationMaintenanceConfigurationUpdate: {
              ApplicationMaintenanceWindowStartTimeUpdate: startTime,
            },
          },
          abortSignal,
        );
        const times = toMaintenanceTimes(answer.ApplicationMaintenanceConfigurationDescription);
        return {
          value: times ?? (await readBack(name, startTime, abortSignal)),
          requestId: safeTokenOrNull(answer.$metadata.requestId ?? null),
        };
      });
    },

    /** Return the failures for callers whose deadline passes while a shared read continues. */
    listTimeout: () => upstream.timeoutError(listApplicationsCall(settings.id, "read the applications")),
    describeTimeout: (arn: ApplicationArn) => upstream.timeoutError(describeApplicationCall(arn)),
    maintenanceTimeout: (arn: ApplicationArn) => upstream.timeoutError(listMaintenanceCall(arn)),

    close,
  };
}
