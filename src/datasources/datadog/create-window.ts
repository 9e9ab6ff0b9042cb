import { randomUUID } from "node:crypto";
import { invalidArgument } from "../../domain/failures/error-factories.js";
import { GatewayError, isOutcomeUnknown } from "../../domain/failures/gateway-error.js";
import { fingerprintOf } from "../../domain/fingerprints.js";
import type { MaintenanceWarning } from "../../domain/windows/change-results.js";
import type { AuditTrail } from "../../writes/audited-write.js";
import { audited, recordSend } from "../../writes/audited-write.js";
import { authorizeWrite } from "../../writes/authorize-write.js";
import { requireUnusedKey, withIdempotencyKey } from "../../writes/idempotency-keys.js";
import { readBeforeWrite } from "../../writes/read-before-write.js";
import type { CreatedSearch } from "../../writes/retry-create.js";
import { retryCreate } from "../../writes/retry-create.js";
import type { RequestContext, Runtime } from "../provider.js";
import type { DatadogSource } from "./cached-source.js";
import { nilUuid, valuesAsTexts, windowOf } from "./mapping.js";
import type {
  DatadogMaintenanceWindow,
  DatadogMaintenanceWindowChanged,
  DatadogWindowValues,
} from "./model.js";
import { providerName } from "./model.js";
import type { DatadogReads } from "./reads.js";
import { checkCreation } from "./validate-window.js";
import { toWholeSeconds } from "./window-end.js";
import type { WindowCreationInput } from "./window-input.js";
import type { WindowList } from "./window-list.js";
import { createWindowList, normalizeWhitespace } from "./window-list.js";
import { warningsOf } from "./window-warnings.js";

export interface CreateDatadogMaintenanceWindow extends WindowCreationInput {
  /** Optional if there is only one Datadog source. */
  readonly sourceId?: string | null | undefined;
  readonly allowBroadQuery: boolean;
  readonly validateOnly: boolean;
}

/** The result of a creation: plain data, so that it can be stored with an idempotency key. */
interface Created {
  readonly window: DatadogMaintenanceWindow;
  readonly warnings: readonly MaintenanceWarning[];
}

const noWindows = createWindowList({ items: [], unreadable: [] });

const windowOfCreated = ({ window }: Created) => window;

/** Creates the function that creates windows within one request. */
export function createDatadogCreation(reads: DatadogReads, runtime: Runtime, context: RequestContext) {
  const { longWindowMs, requestTimeoutMs, writes } = runtime;
  const { now, deadline } = context;

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
    const creation = creationOf(source, values, given, trail);

    const idempotencyKey = key && {
      key: fingerprintOf(providerName, id, key),
      input: fingerprintOf(...Object.values(valuesAsTexts(values))),
    };

    if (validateOnly) {
      if (idempotencyKey) await requireUnusedKey(idempotencyKey, windowOfCreated, writes.records);
      const window = windowOf(id, nilUuid, values, { createdBy: null, updatedBy: null });
      return { window, warnings: warningsAmong(await reads.listKnown(source), null, given, values) };
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

  /** Returns the functions that create one window and find it after a lost response. */
  function creationOf(
    source: DatadogSource,
    values: DatadogWindowValues,
    given: WindowCreationInput,
    trail: AuditTrail,
  ) {
    let known = noWindows;
    const comparable = comparableOf(values);

    async function before(): Promise<readonly string[]> {
      known = await readBeforeWrite(() => reads.listKnown(source));
      const same = known.withQuery(values.query).filter(isOfTheseValues);
      // A window that could not be read may have the same values, and may be readable later.
      const unreadable = known.unreadable.flatMap(({ key }) => key ?? []);
      return [...same.map(({ id }) => id), ...unreadable];
    }

    function isOfTheseValues(window: DatadogMaintenanceWindow): boolean {
      // Times are compared first, because they are cheap to compare and usually differ.
      const apartMs = Math.abs(window.startsAt.getTime() - values.startsAt.getTime());
      return apartMs < 1000 && comparableOf(window) === comparable;
    }

    async function send(wasThere: (id: string) => boolean, owner: string): Promise<DatadogMaintenanceWindow> {
      const window = await recordSend(trail, () => source.sendCreation(values, wasThere, deadline));
      await writes.claimWindow(window.id, owner);
      return window;
    }

    async function findCreated(
      wasThere: (id: string) => boolean,
      owner: string,
    ): Promise<CreatedSearch<DatadogMaintenanceWindow>> {
      known = await source.listWindows(deadline);
      for (const window of known.withQuery(values.query)) {
        if (wasThere(window.id) || !isOfTheseValues(window)) continue;
        if (await writes.claimWindow(window.id, owner)) return { window };
      }
      // A new window that could not be read may be the one that was created.
      const [unknown] = known.unreadable.filter(({ key }) => key === null || !wasThere(key));
      return unknown === undefined ? "ABSENT" : { unknown: new GatewayError(unknown.error) };
    }

    async function toCreated(window: DatadogMaintenanceWindow): Promise<Created> {
      await source.storeWrite(window);
      return { window, warnings: warningsAmong(known, window.id, given, values) };
    }

    /** Runs calls with the same values one at a time, so that each can identify its own window. */
    function oneByOne<Result>(work: () => Promise<Result>): Promise<Result> {
      return source.withLock(fingerprintOf(comparable), deadline, work);
    }

    return {
      before,

      create: (ids: readonly string[], owner: string): Promise<Created> =>
        oneByOne(async () => {
          try {
            const { hasId } = known;
            const wasThere = (id: string) => ids.includes(id) || hasId(id);
            const creation = {
              send: () => send(wasThere, owner),
              findCreated: () => findCreated(wasThere, owner),
            };
            return await toCreated(await retryCreate(creation, deadline));
          } catch (error) {
            if (isOutcomeUnknown(error)) source.invalidate(null);
            throw error;
          }
        }),

      recover: (ids: readonly string[], owner: string): Promise<Created | null> =>
        oneByOne(async () => {
          const found = await findCreated((id) => ids.includes(id), owner);
          if (found === "ABSENT") return null;
          if ("unknown" in found) throw found.unknown;
          return toCreated(found.window);
        }),
    };
  }

  function warningsAmong(
    known: WindowList,
    id: string | null,
    given: WindowCreationInput,
    values: DatadogWindowValues,
  ): readonly MaintenanceWarning[] {
    return warningsOf(given, values, { now, longWindowMs, known, id });
  }
}

/** Returns the same text for windows with the same values. Datadog may have changed white space in the texts. */
function comparableOf({ name, query, startsAt, endsAt }: DatadogWindowValues): string {
  const seconds = [startsAt, endsAt].map((instant) => toWholeSeconds(instant).toISOString());
  return JSON.stringify([normalizeWhitespace(name), normalizeWhitespace(query), ...seconds]);
}
