import type { Send } from "../../upstream/attempts.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { requireIfPresent, requireString } from "../../upstream/response-members.js";
import type { CallDescription } from "../../upstream/source-failures.js";
import type { ApplicationArn } from "./arn.js";
import { describeMaintenanceCall, listMaintenanceCall } from "./call-descriptions.js";
import { listPageSize } from "./constants.js";
import { maintenanceOperation, toMaintenanceRun, toMaintenanceRunDetails } from "./maintenance-mapping.js";
import type { FlinkMaintenanceRunDetails, MaintenancePage } from "./model.js";
import type { createSdkConnection } from "./sdk.js";

type Call = <Result>(description: CallDescription, deadline: Deadline, send: Send<Result>) => Promise<Result>;

/** Creates the calls of one source about the maintenance that AWS performed. */
export function createMaintenanceCalls(
  sourceId: string,
  connect: ReturnType<typeof createSdkConnection>["connect"],
  call: Call,
) {
  return {
    /** Lists one page of the maintenance runs of an application, newest first. */
    listMaintenance: (
      arn: ApplicationArn,
      nextToken: string | null,
      deadline: Deadline,
    ): Promise<MaintenancePage> =>
      call(listMaintenanceCall(arn), deadline, async (abortSignal) => {
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
          runs: maintenance.map((operation) => toMaintenanceRun(operation, arn, sourceId)),
          nextToken: requireIfPresent(requireString, NextToken, "NextToken"),
        };
      }),

    /** Describes one maintenance run of an application. */
    describeMaintenance: (
      arn: ApplicationArn,
      operationId: string,
      deadline: Deadline,
    ): Promise<FlinkMaintenanceRunDetails> =>
      call(describeMaintenanceCall(arn), deadline, async (abortSignal) => {
        const { describeApplicationOperation } = await connect();
        const { ApplicationOperationInfoDetails: details } = await describeApplicationOperation(
          { ApplicationName: arn.applicationName, OperationId: operationId },
          abortSignal,
        );
        return toMaintenanceRunDetails(details);
      }),
  };
}
