import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { conflict, GatewayError, lostAnswerOf, unavailable } from "../../domain/errors.js";
import { lostUnderKey } from "../../domain/lost-answers.js";
import type { ScheduledWindow } from "../../domain/windows.js";
import type { Deadline } from "../deadlines.js";
import type { Records } from "../memory/records.js";
import { RecordsAwayError } from "../memory/records.js";
import type { RequestScope, Runtime } from "../provider.js";

/** A key that a caller has given, and what goes with it; of each a fingerprint. */
export interface IdempotencyKey {
  readonly key: string;
  readonly input: string;
}

/** A creation that is to happen once for its key. Its result is stored: it must be plain data. */
export interface KeyedCreation<Result> {
  /** The ids of the windows of the same values that are there already. */
  readonly before: () => Promise<readonly string[]>;
  readonly create: (before: readonly string[], owner: string) => Promise<Result>;
  /** Finds what an earlier call has created whose answer got lost. */
  readonly recover: (before: readonly string[], owner: string) => Promise<Result | null>;
  readonly windowOf: (result: Result) => ScheduledWindow;
}

/** What is known of a key. */
interface KeyRecord<Result> {
  readonly input: string;
  /** Whose the window is that comes of it, so that no other call takes it for its own. */
  readonly owner: string;
  readonly before: readonly string[];
  /** When the call that runs, or ran last, is over at the latest. */
  readonly until: Date;
  /** UNKNOWN: it has ended, and no answer came. */
  readonly state: "RUNNING" | "UNKNOWN" | "DONE";
  /** Null until it is DONE. */
  readonly result: Result | null;
}

/** How often a call looks whether the first one has ended. */
const pollMs = 25;

/** A call is over by its deadline; replicas' clocks may differ by as much. */
const clockToleranceMs = 5_000;

/** A request that got no answer for so long is not at work any more. */
const settledAfterMs = 60_000;

/** The result of the first call with the key: what it gave, what it gives when it has ended, or what it gives now. */
export async function once<Result extends object>(
  { key, input }: IdempotencyKey,
  { before, create, recover, windowOf }: KeyedCreation<Result>,
  { memory: { records }, requestTimeoutMs }: Runtime,
  { now, deadline }: RequestScope,
): Promise<{ readonly result: Result; readonly replayed: boolean }> {
  const name = nameOf(key);
  const startedAt = performance.now();
  /** The request's instant, and what has passed since. */
  const isBefore = (instant: Date) => now.getTime() + performance.now() - startedAt < instant.getTime();

  for (;;) {
    const stored = await ask(records.read(name));
    // Only these records have such names.
    const record = (stored?.value ?? null) as KeyRecord<Result> | null;
    if (stored !== null && record !== null) {
      if (record.input !== input) throw keyReused(record.result && windowOf(record.result));
      if (record.result !== null) return { result: record.result, replayed: true };
      if (record.state === "RUNNING" && isBefore(record.until)) {
        await pause(deadline);
        continue;
      }
      const result = await recover(record.before, record.owner).catch((error: unknown) => {
        throw error instanceof GatewayError ? notFoundOut(error) : error;
      });
      if (result !== null) {
        const done = { ...record, state: "DONE", result } as const;
        if ((await ask(records.replace(name, stored.version, done))) === null) continue;
        return { result, replayed: true };
      }
      const settledAt = new Date(record.until.getTime() + settledAfterMs);
      if (isBefore(settledAt)) throw stillUnknown(settledAt);
    }
    const claim = {
      input,
      owner: randomUUID(),
      before: await before(),
      until: new Date(now.getTime() + requestTimeoutMs + clockToleranceMs),
      state: "RUNNING",
      result: null,
    } as const;
    const version = await ask(records.replace(name, stored?.version ?? null, claim));
    if (version !== null) return { result: await createAs(claim, version), replayed: false };
  }

  async function createAs(claim: KeyRecord<Result>, version: string): Promise<Result> {
    try {
      const result = await create(claim.before, claim.owner);
      await leave({ ...claim, state: "DONE", result });
      return result;
    } catch (error) {
      // What surely was not made frees the key.
      const lost = lostAnswerOf(error);
      const isDefinite = error instanceof GatewayError && lost === null;
      await leave(isDefinite ? null : { ...claim, state: "UNKNOWN" });
      throw lost === null ? error : new GatewayError(lostUnderKey(lost), { cause: error });
    }

    /** Should the records be out of reach by now, the key stays with this call until it is over; then the window is looked for. */
    async function leave(record: KeyRecord<Result> | null): Promise<void> {
      try {
        await records.replace(name, version, record);
      } catch (error) {
        if (!(error instanceof RecordsAwayError)) throw error;
      }
    }
  }
}

/** Fails where the key was used with another input. */
export async function requireUnused<Result>(
  { key, input }: IdempotencyKey,
  windowOf: (result: Result) => ScheduledWindow,
  records: Records,
): Promise<void> {
  const record = ((await ask(records.read(nameOf(key))))?.value ?? null) as KeyRecord<Result> | null;
  if (record !== null && record.input !== input) throw keyReused(record.result && windowOf(record.result));
}

function nameOf(key: string): string {
  return `key:${key}`;
}

async function pause({ timeLeftMs, signal }: Deadline): Promise<void> {
  if (timeLeftMs() <= pollMs) throw stillRunning();
  await sleep(pollMs, undefined, { signal }).catch(() => {
    throw stillRunning();
  });
}

async function ask<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof RecordsAwayError ? recordsAway() : error;
  }
}

function keyReused(current: ScheduledWindow | null): GatewayError {
  return conflict(
    "IDEMPOTENCY_KEY_REUSED",
    current,
    "The idempotency key was used for another window within the last 24 hours. Nothing was created: give each window a key of its own.",
  );
}

function stillRunning(): GatewayError {
  const message =
    "The first call with this idempotency key has not ended yet. Send it again with the same key to learn what came of it.";
  return unavailable("TIMEOUT", true, message);
}

function stillUnknown(settledAt: Date): GatewayError {
  const message = `An earlier call with this idempotency key got no answer, and its window is not there yet; until ${settledAt.toISOString()} it may still come. Send it again with the same key: it is looked for each time, and created then if it has not come.`;
  return unavailable("TIMEOUT", true, message);
}

function notFoundOut(cause: GatewayError): GatewayError {
  const message =
    "An earlier call with this idempotency key got no answer, and its window could not be looked for now. Send it again with the same key.";
  return unavailable("TIMEOUT", true, message, { cause });
}

function recordsAway(): GatewayError {
  const message =
    "Idempotency keys can't be checked now, since the cache that the gateway's replicas share does not answer. Nothing was sent: try again with the same key.";
  return unavailable("UNREACHABLE", false, message);
}
