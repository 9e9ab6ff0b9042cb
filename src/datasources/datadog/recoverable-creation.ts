import { GatewayError, isOutcomeUnknown } from "../../domain/failures/gateway-error.js";
import { fingerprintOf } from "../../domain/fingerprints.js";
import type { MaintenanceWarning } from "../../domain/windows/change-results.js";
import type { AuditTrail } from "../../writes/audited-write.js";
import { recordSend } from "../../writes/audited-write.js";
import { readBeforeWrite } from "../../writes/read-before-write.js";
import type { CreatedSearch } from "../../writes/retry-create.js";
import { retryCreate } from "../../writes/retry-create.js";
import type { RequestContext, Runtime } from "../provider.js";
import type { DatadogSource } from "./cached-source.js";
import type { DatadogMaintenanceWindow, DatadogWindowValues } from "./model.js";
import type { DatadogReads } from "./reads.js";
import { toWholeSeconds } from "./window-end.js";
import type { WindowCreationInput } from "./window-input.js";
import { createWindowList, normalizeWhitespace } from "./window-list.js";
import { warningsOf } from "./window-warnings.js";

/** The result of a creation: plain data, so that it can be stored with an idempotency key. */
export interface Created {
  readonly window: DatadogMaintenanceWindow;
  readonly warnings: readonly MaintenanceWarning[];
}

/** A creation whose input has been checked. */
export interface CreationAttempt {
  readonly source: DatadogSource;
  readonly values: DatadogWindowValues;
  readonly given: WindowCreationInput;
  readonly trail: AuditTrail;
}

const noWindows = createWindowList({ items: [], unreadable: [] });

/** Returns the functions that create one window and find it after a lost response. */
export function recoverableCreation(
  { source, values, given, trail }: CreationAttempt,
  reads: DatadogReads,
  { longWindowMs, writes }: Runtime,
  { now, deadline, viewer }: RequestContext,
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
    await source.storeWrite(window, viewer);
    const warnings = warningsOf(given, values, { now, longWindowMs, known, id: window.id });
    return { window, warnings };
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

/** Returns the same text for windows with the same values. Datadog may have changed white space in the texts. */
function comparableOf({ name, query, startsAt, endsAt }: DatadogWindowValues): string {
  const seconds = [startsAt, endsAt].map((instant) => toWholeSeconds(instant).toISOString());
  return JSON.stringify([normalizeWhitespace(name), normalizeWhitespace(query), ...seconds]);
}
