import { randomUUID } from "node:crypto";
import { invalidArgument } from "../../domain/failures/error-factories.js";
import { fingerprintOf } from "../../domain/fingerprints.js";
import type { AuditTrail } from "../../writes/audited-write.js";
import { audited } from "../../writes/audited-write.js";
import { authorizeWrite } from "../../writes/authorize-write.js";
import { requireUnusedKey, withIdempotencyKey } from "../../writes/idempotency-keys.js";
import type { RequestContext, Runtime } from "../provider.js";
import { nilUuid, valuesAsTexts, windowOf } from "./mapping.js";
import type { DatadogMaintenanceWindowChanged } from "./model.js";
import { providerName } from "./model.js";
import type { DatadogReads } from "./reads.js";
import type { Created } from "./recoverable-creation.js";
import { recoverableCreation } from "./recoverable-creation.js";
import { checkCreation } from "./validate-window.js";
import type { WindowCreationInput } from "./window-input.js";
import { warningsOf } from "./window-warnings.js";

export interface CreateDatadogMaintenanceWindow extends WindowCreationInput {
  /** Optional if there is only one Datadog source. */
  readonly sourceId?: string | null | undefined;
  readonly allowBroadQuery: boolean;
  readonly validateOnly: boolean;
}

const windowOfCreated = ({ window }: Created) => window;

/** Creates the function that creates windows within one request. */
export function createDatadogCreation(reads: DatadogReads, runtime: Runtime, context: RequestContext) {
  const { longWindowMs, requestTimeoutMs, writes } = runtime;
  const { now } = context;

  return (input: CreateDatadogMaintenanceWindow): Promise<DatadogMaintenanceWindowChanged> => {
    const { validateOnly } = input;
    const attempt = {
      operation: "createDatadogMaintenanceWindow",
      provider: providerName,
      windowId: null,
      dryRun: validateOnly,
    };
    return audited(context, attempt, async (trail) => {
      const { window, warnings } = await createOrPreview(input, trail);
      trail.windowId = validateOnly ? null : window.id;
      trail.after = valuesAsTexts(window);
      return {
        kind: "DatadogMaintenanceWindowChanged",
        outcome: validateOnly ? "VALIDATED" : "CREATED",
        window,
        previous: null,
        warnings,
      };
    });
  };

  async function createOrPreview(
    { sourceId = null, allowBroadQuery, validateOnly, ...given }: CreateDatadogMaintenanceWindow,
    trail: AuditTrail,
  ): Promise<Created> {
    const ofSource = reads.violationsOfSource(sourceId);
    const source = ofSource.length > 0 ? null : reads.sourceFor(sourceId);
    if (source !== null) authorizeWrite(source.id, trail, context);
    const { values, violations: ofValues } = checkCreation(given, allowBroadQuery, now);
    const violations = [...ofSource, ...ofValues];
    const key = given.idempotencyKey ?? null;
    // A call that is repeated after the window's end must still return the first call's result.
    const mayBeRepetition = key !== null && !validateOnly;
    const isRefused = violations.some(({ code }) => !(mayBeRepetition && code === "ENDS_IN_PAST"));
    if (source === null || values === null || isRefused) throw invalidArgument(violations);
    trail.after = valuesAsTexts(values);
    const { id } = source;
    const creation = recoverableCreation({ source, values, given, trail }, reads, runtime, context);

    const idempotencyKey = key && {
      key: fingerprintOf(providerName, id, key),
      input: fingerprintOf(...Object.values(valuesAsTexts(values))),
    };

    if (validateOnly) {
      if (idempotencyKey) await requireUnusedKey(idempotencyKey, windowOfCreated, writes.records);
      const window = windowOf(source.origin, nilUuid, values, { createdBy: null, updatedBy: null });
      const known = await reads.listKnown(source);
      const warnings = warningsOf(given, values, { now, longWindowMs, known, id: null });
      return { window, warnings };
    }
    if (!idempotencyKey) return creation.create(await creation.before(), randomUUID());
    const keyed = {
      ...creation,
      async before() {
        if (violations.length > 0) throw invalidArgument(violations);
        return creation.before();
      },
      windowOf: windowOfCreated,
    };
    const storage = { records: writes.records, requestTimeoutMs };
    const { result, replayed } = await withIdempotencyKey(idempotencyKey, keyed, storage, context);
    trail.replayed = replayed;
    return result;
  }
}
