import type { MaintenanceDatasource, RequestContext } from "../datasources/provider.js";
import type { Datasources } from "../datasources/registry.js";
import { GatewayError } from "../domain/failures/gateway-error.js";
import type { Permissions } from "../domain/permissions.js";
import { fullAccess } from "../domain/permissions.js";
import type { Clock } from "../domain/time/clock.js";
import type { SourceAnswer } from "../inventory/source-reads.js";
import { deadlineIn } from "../upstream/deadlines.js";

export type ReadContexts = ReturnType<typeof createReadContexts>;

/** Creates the contexts of reads that the gateway makes for streams, and not for one request. */
export function createReadContexts(clock: Clock, requestTimeoutMs: number, closing: AbortSignal) {
  return {
    create(permissions: Permissions = fullAccess): RequestContext {
      const deadline = deadlineIn(requestTimeoutMs, closing, "streams");
      return {
        ...clock(),
        deadline,
        readDeadline: deadline,
        hasShortDeadline: false,
        permissions,
        viewer: null,
        audit() {},
        // Streams never write.
        isAuditBlocked: () => true,
      };
    },
  };
}

/** Returns the datasources with lists that are already read. They call no provider. */
export function withAnswers(
  datasources: Datasources,
  answers: ReadonlyMap<string, SourceAnswer>,
): Datasources {
  const listWindows: MaintenanceDatasource["listWindows"] = async (sourceId) => {
    const { reading, result } = answers.get(sourceId) ?? {};
    if (reading) return reading;
    if (result?.error) throw new GatewayError(result.error);
    throw new Error(`The source ${sourceId} is not watched.`);
  };
  // Safe cast: only the lists differ.
  return Object.fromEntries(
    Object.entries(datasources).map(([key, datasource]) => [key, { ...datasource, listWindows }]),
  ) as unknown as Datasources;
}
