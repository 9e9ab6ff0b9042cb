import type { Moment } from "./time/clock.js";
import { earliestInstant, latestInstant } from "./time/instants.js";
import type { Schedule } from "./time/schedules.js";
import { phaseAt } from "./time/schedules.js";

/** Until when the same query has exactly the same result if its data is unchanged. */
export interface Validity {
  /** Within this time, no window opens or closes. */
  readonly validFrom: Date;
  readonly validUntil: Date;
  /** When the data stops being fresh, by the steady clock. */
  readonly freshUntilMs: number;
}

/** A schedule of which a response shows something: that of a window of a source, or that of several windows. */
export interface Scheduled {
  readonly sourceId?: string;
  readonly schedule: Schedule;
}

/** Data from which a response is computed. */
export interface Basis extends Validity {
  readonly isUnchanged: () => boolean;
  /** Sources of which no window opens or closes within this time. */
  readonly sourceIds: readonly string[];
  /** Records that the data was used once more. */
  readonly reuse: () => void;
}

export type ResponseBasis = ReturnType<typeof createResponseBasis>;

/** Collects what the response to one request is computed from. It determines how long the response may be cached. */
export function createResponseBasis() {
  const bases = new Set<Basis>();
  const sourceIds = new Set<string>();
  let validFrom = earliestInstant;
  let validUntil = latestInstant;
  let freshUntilMs = Number.POSITIVE_INFINITY;
  let showsNow = false;
  let isUnknown = false;

  function limitTo(from: Date, until: Date): void {
    if (from > validFrom) validFrom = from;
    if (until < validUntil) validUntil = until;
  }

  return {
    /** Declares data that the response is computed from. */
    add(basis: Basis): void {
      if (bases.has(basis)) return;
      bases.add(basis);
      for (const id of basis.sourceIds) sourceIds.add(id);
      limitTo(basis.validFrom, basis.validUntil);
      freshUntilMs = Math.min(freshUntilMs, basis.freshUntilMs);
    },

    /** Declares that the response can change earlier than its data. */
    limit(validity: Validity): void {
      limitTo(validity.validFrom, validity.validUntil);
      freshUntilMs = Math.min(freshUntilMs, validity.freshUntilMs);
    },

    /** Declares that the response depends on the time of the request, but only changes when the window opens or closes. */
    changesWith({ sourceId, schedule }: Scheduled, now: Date): void {
      // The declared data already changes with each window of its sources. This saves most of the time for a long list.
      if (sourceId !== undefined && sourceIds.has(sourceId)) return;
      const { sinceMs, untilMs } = phaseAt(schedule, now.getTime());
      limitTo(new Date(sinceMs), new Date(untilMs));
    },

    /** Declares that the response shows the time of the request. Its client may cache it, but no other request gets it. */
    showNow(): void {
      showsNow = true;
    },

    /** Declares that the response depends on something that can change at any moment, so it must not be cached. */
    neverCache(): void {
      isUnknown = true;
    },

    /** Returns how long a response sent now may be cached, in whole seconds. The result is 0 unless data was declared. */
    maxAgeSeconds(at: Moment): number {
      return isUnknown || bases.size === 0 ? 0 : secondsLeft({ validUntil, freshUntilMs }, at);
    },

    /** Returns the whole basis of the response; null if no other request may get the same response. */
    whole(): Basis | null {
      if (isUnknown || showsNow || bases.size === 0) return null;
      const all = [...bases];
      return {
        validFrom,
        validUntil,
        freshUntilMs,
        sourceIds: [...sourceIds],
        isUnchanged: () => all.every(({ isUnchanged }) => isUnchanged()),
        reuse() {
          for (const { reuse } of all) reuse();
        },
      };
    },
  };
}

export function isValidAt(
  { validFrom, validUntil, freshUntilMs }: Validity,
  { now, steadyMs }: Moment,
): boolean {
  return validFrom <= now && now < validUntil && steadyMs < freshUntilMs;
}

/** Returns how long a result stays valid, in whole seconds; 0 if it no longer is. */
export function secondsLeft(
  { validUntil, freshUntilMs }: Pick<Validity, "validUntil" | "freshUntilMs">,
  { now, steadyMs }: Moment,
): number {
  const leftMs = Math.min(validUntil.getTime() - now.getTime(), freshUntilMs - steadyMs);
  return Math.max(0, Math.floor(leftMs / 1000));
}
