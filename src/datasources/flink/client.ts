import { safeTokenOrNull } from "../../domain/failures/upstream-call-failure.js";
import type { Send } from "../../upstream/attempts.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { problemOf } from "../../upstream/item-errors.js";
import { MalformedMemberError, MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { requireIfPresent, requireString } from "../../upstream/response-members.js";
import type { CallDescription } from "../../upstream/source-failures.js";
import type { BulkRead } from "../../upstream/upstream.js";
import { createUpstream } from "../../upstream/upstream.js";
import type { UpstreamRuntime } from "../../upstream/upstream-runtime.js";
import type { WriteResponse } from "../../writes/write-response.js";
import { readSummaries } from "./application-summaries.js";
import type { ApplicationArn } from "./arn.js";
import {
  describeApplicationCall,
  describeMaintenanceCall,
  listApplicationsCall,
  listMaintenanceCall,
  readSummaryCall,
  updateWindowCall,
} from "./call-descriptions.js";
import { listPageSize, maxListPages } from "./constants.js";
import { classifyError } from "./error-table.js";
import { createMaintenanceCalls } from "./maintenance-calls.js";
import { toApplication, toMaintenanceTimes } from "./mapping.js";
import type { ApplicationPage, FlinkApplication, FlinkApplicationStatus, MaintenanceTimes } from "./model.js";
import { providerName } from "./model.js";
import { requireOwnApplication } from "./own-application.js";
import { createSdkConnection } from "./sdk.js";
import type { FlinkSourceSettings } from "./source-settings.js";

export type FlinkClient = ReturnType<typeof createFlinkClient>;

/** Creates the client of one source. Every call has a timeout, and every failure is a GatewayError. */
export function createFlinkClient(settings: FlinkSourceSettings, runtime: UpstreamRuntime) {
  const connection = createSdkConnection(settings, runtime);
  const { connect, close } = connection;
  const upstream = createUpstream(
    { provider: providerName, providerName: "Managed Service for Apache Flink", source: settings },
    classifyError,
    runtime,
    connection.credentials,
  );
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
    // If the import fails, the call fails: its error is classified there.
    await connect().catch(() => {});
    return upstream.call(description, deadline, send, bulk);
  }

  const requireOwn = (arn: Pick<ApplicationArn, "accountId" | "region">) =>
    requireOwnApplication(settings, arn);

  /**
   * Describes the application with the ARN's name. While the account is unknown, it may be another account's. If a caller has sent the
   * ARN, its partition can be wrong; the ARN of a listed application is AWS's own.
   */
  async function describe(
    { arn, applicationName, accountId: requested }: ApplicationArn,
    abortSignal: AbortSignal,
    isListed = false,
  ): Promise<FlinkApplication> {
    const { describeApplication } = await connect();
    const { ApplicationDetail } = await describeApplication(
      { ApplicationName: applicationName },
      abortSignal,
    );
    const application = toApplication(ApplicationDetail, settings);
    requireOwn(application);
    const hasName = application.name === applicationName;
    const isRequested = isListed
      ? application.arn === arn
      : hasName && (accountId === null || application.accountId === requested);
    if (!isRequested) throw new MalformedResponseError("the response describes another application");
    accountId = application.accountId;
    return application;
  }

  /** Reads the new times if the response to an update does not have them. AWS's model allows that, but a proxy may have responded. */
  async function readBack(
    arn: ApplicationArn,
    startTime: string,
    abortSignal: AbortSignal,
  ): Promise<MaintenanceTimes> {
    const application = await describe(arn, abortSignal).catch(() => null);
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
        const next = requireIfPresent(requireString, NextToken, "NextToken");
        if (next !== null && (seenTokens.has(next) || seenTokens.size >= maxListPages)) {
          throw new MalformedResponseError("the list of applications does not end");
        }
        const { applications, unreadable } = readSummaries(ApplicationSummaries, requireOwn, (named, error) =>
          problemOf(upstream.itemError(readSummaryCall(settings.id, named), error)),
        );
        accountId = applications.at(0)?.arn.accountId ?? accountId;
        return { applications, unreadable, nextToken: next };
      }),

    /** Describes one application with its maintenance window. While the account is unknown, it may be another account's. */
    describeApplication: (
      arn: ApplicationArn,
      deadline: Deadline,
      bulk?: BulkRead<FlinkApplication>,
    ): Promise<FlinkApplication> =>
      call(
        describeApplicationCall(arn),
        deadline,
        (abortSignal) => describe(arn, abortSignal, bulk !== undefined),
        bulk,
      ),

    ...createMaintenanceCalls(settings.id, connect, call),

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
        const arn =
          requireIfPresent(requireString, answer.ApplicationARN, "ApplicationARN") ?? application.arn;
        if (arn !== application.arn)
          throw new MalformedResponseError("the response describes another application");
        const times = toMaintenanceTimes(answer.ApplicationMaintenanceConfigurationDescription);
        return {
          value:
            times?.startTime === startTime
              ? times
              : await readBack({ ...application, applicationName: name }, startTime, abortSignal),
          requestId: safeTokenOrNull(answer.$metadata.requestId ?? null),
        };
      });
    },

    /** Return the failures for callers whose deadline passes while a shared read continues. */
    listTimeout: () => upstream.timeoutError(listApplicationsCall(settings.id, "read the applications")),
    describeTimeout: (arn: ApplicationArn) => upstream.timeoutError(describeApplicationCall(arn)),
    maintenanceTimeout: (arn: ApplicationArn) => upstream.timeoutError(listMaintenanceCall(arn)),
    maintenanceDetailsTimeout: (arn: ApplicationArn) => upstream.timeoutError(describeMaintenanceCall(arn)),

    /** Returns the failure of an application that AWS maintains, or may maintain, but that has no maintenance window. */
    noWindowError: (arn: ApplicationArn, status: FlinkApplicationStatus) =>
      upstream.itemError(
        describeApplicationCall(arn),
        new MalformedMemberError(`the status is ${status}, but there is no maintenance window`),
      ),

    close,
  };
}
