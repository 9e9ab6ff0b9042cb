import type { ReadingValidity } from "../cache/source-reader.js";
import type { Basis, Validity } from "../domain/response-basis.js";
import type { MaintenanceSource } from "../domain/sources.js";
import type { Connections } from "./configured-sources.js";

/**
 * Returns the basis of results from these sources. A cached response keeps it, so it is created here: closures of a request would
 * keep the request and its data in memory.
 */
export function basisOfResults(
  connections: Pick<Connections, "sources">,
  sources: readonly MaintenanceSource[] | undefined,
  validities: readonly ReadingValidity[],
  validity: Validity & Pick<Basis, "sourceIds">,
): Basis {
  return {
    ...validity,
    isUnchanged: () =>
      connections.sources() === sources && validities.every(({ isUnchanged }) => isUnchanged()),
    reuse() {
      for (const { reuse } of validities) reuse();
    },
  };
}
