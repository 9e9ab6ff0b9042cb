import { GatewayError } from "../../domain/failures/gateway-error.js";
import type { Deadline } from "../../upstream/deadlines.js";
import type { ApplicationArn } from "./arn.js";
import type { FlinkClient } from "./client.js";
import { maxHistoryPages } from "./constants.js";
import { classifyError } from "./error-table.js";
import type { FlinkMaintenanceRun, MaintenancePage } from "./model.js";

/** Reads all maintenance runs that AWS reports for one application, newest first. SQL and Studio applications have none. */
export async function readMaintenanceHistory(
  client: Pick<FlinkClient, "listMaintenance">,
  arn: ApplicationArn,
  deadline: Deadline,
): Promise<readonly FlinkMaintenanceRun[]> {
  // By id, because pages can repeat a run.
  const runs = new Map<string, FlinkMaintenanceRun>();
  let nextToken: string | null = null;
  for (let page = 0; page < maxHistoryPages; page++) {
    const answer: MaintenancePage = await client
      .listMaintenance(arn, nextToken, deadline)
      .catch(noneIfApplicationHasNone);
    for (const run of answer.runs) runs.set(run.operationId, run);
    nextToken = answer.nextToken;
    if (nextToken === null) break;
  }
  return [...runs.values()].sort((left, right) => right.startedAt.getTime() - left.startedAt.getTime());
}

/** Returns no runs if the application has no history. Throws if the source lacks the operation: the history is then unknown. */
function noneIfApplicationHasNone(error: unknown): MaintenancePage {
  if (error instanceof GatewayError && classifyError(error.cause).reason === "UNSUPPORTED") {
    return { runs: [], nextToken: null };
  }
  throw error;
}
