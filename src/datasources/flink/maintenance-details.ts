import type { ReadContext } from "../../cache/read-context.js";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import type { Runtime } from "../provider.js";
import type { FlinkClient } from "./client.js";
import { finishedRunMaxAgeMs } from "./constants.js";
import { classifyError } from "./error-table.js";
import type { FlinkMaintenanceRun, FlinkMaintenanceRunDetails } from "./model.js";

/** Null if AWS has no details of the run. */
interface Described {
  readonly details: FlinkMaintenanceRunDetails | null;
}

/** Creates the reader of the details of maintenance runs. They are cached for longer once a run is finished. */
export function createMaintenanceDetails(client: FlinkClient, { caches }: Pick<Runtime, "caches">) {
  const ofFinished = caches.ttlCache<Described>({ maxAgeMs: finishedRunMaxAgeMs });
  const ofOthers = caches.ttlCache<Described>(client.settings.freshness);

  /** Returns what AWS reports about a maintenance run; null if it has no details. */
  return async function readDetails(
    { application, operationId, status }: FlinkMaintenanceRun,
    context: ReadContext,
  ): Promise<FlinkMaintenanceRunDetails | null> {
    const isFinished = status !== "IN_PROGRESS" && status !== "UNKNOWN";
    const cache = isFinished ? ofFinished : ofOthers;
    const { details } = await cache.read(`${application.arn} ${operationId}`, context, {
      read: async (deadline) => ({
        details: await client.describeMaintenance(application, operationId, deadline).catch(nullIfNone),
      }),
      timeoutError: () => client.maintenanceDetailsTimeout(application),
    });
    return details;
  };
}

/** Returns null if AWS no longer knows the operation, or offers no details of it. Throws all other errors. */
function nullIfNone(error: unknown): null {
  const reason = error instanceof GatewayError ? classifyError(error.cause).reason : null;
  if (reason === "NOT_FOUND" || reason === "UNSUPPORTED") return null;
  throw error;
}
