import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordStore } from "../cache/record-store.js";
import { RecordStoreUnavailableError } from "../cache/record-store.js";
import { conflict, unavailable } from "../domain/failures/error-factories.js";
import { GatewayError, isOutcomeUnknown } from "../domain/failures/gateway-error.js";
import { asRetryableWithKey } from "../domain/failures/unknown-outcome.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Deadline } from "../upstream/deadlines.js";
import { clockToleranceMs, lockPollMs, unknownOutcomeMs } from "./constants.js";
import type { WriteContext } from "./write-context.js";

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

/** Where keys are kept, and how long a call with a key may run. */
export interface KeyStorage {
  readonly records: RecordStore;
  readonly requestTimeoutMs: number;
}

/** The result of the first call with the key: what it gave, what it gives when it has ended, or what it gives now. */
export async function withIdempotencyKey<Result extends object>(
  { key, input }: IdempotencyKey,
  { before, create, recover, windowOf }: KeyedCreation<Result>,
  { records, requestTimeoutMs }: KeyStorage,
  { now, deadline }: WriteContext,
): Promise<{ readonly result: Result; readonly replayed: boolean }> {
  const name = nameOf(key);
  const startedAt = performance.now();
  /** The request's instant, and what has passed since. */
  const isBefore = (instant: Date) => now.getTime() + performance.now() - startedAt < instant.getTime();

  for (;;) {
    const stored = await fromStore(records.read(name));
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
        if ((await fromStore(records.replace(name, stored.version, done))) === null) continue;
        return { result, replayed: true };
      }
      const settledAt = new Date(record.until.getTime() + unknownOutcomeMs);
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
    const version = await fromStore(records.replace(name, stored?.version ?? null, claim));
    if (version !== null) return { result: await createAs(claim, version), replayed: false };
  }

  async function createAs(claim: KeyRecord<Result>, version: string): Promise<Result> {
    try {
      const result = await create(claim.before, claim.owner);
      await leave({ ...claim, state: "DONE", result });
      return result;
    } catch (error) {
      // What surely was not made frees the key.
      const isDefinite = error instanceof GatewayError && !isOutcomeUnknown(error);
      await leave(isDefinite ? null : { ...claim, state: "UNKNOWN" });
      throw isOutcomeUnknown(error)
        ? new GatewayError(asRetryableWithKey(error.failure), { cause: error })
        : error;
    }

    /** Should the records be out of reach by now, the key stays with this call until it is over; then the window is looked for. */
    async function leave(record: KeyRecord<Result> | null): Promise<void> {
      try {
        await records.replace(name, version, record);
      } catch (error) {
        if (!(error instanceof RecordStoreUnavailableError)) throw error;
      }
    }
  }
}

/** Fails where the key was used with another input. */
export async function requireUnusedKey<Result>(
  { key, input }: IdempotencyKey,
  windowOf: (result: Result) => ScheduledWindow,
  records: RecordStore,
): Promise<void> {
  const record = ((await fromStore(records.read(nameOf(key))))?.value ?? null) as KeyRecord<Result> | null;
  if (record !== null && record.input !== input) throw keyReused(record.result && windowOf(record.result));
}

function nameOf(key: string): string {
  return `key:${key}`;
}

async function pause({ timeLeftMs, signal }: Deadline): Promise<void> {
  if (timeLeftMs() <= lockPollMs) throw stillRunning();
  await sleep(lockPollMs, undefined, { signal }).catch(() => {
    throw stillRunning();
  });
}

async function fromStore<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof RecordStoreUnavailableError ? storeUnavailable() : error;
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

function storeUnavailable(): GatewayError {
  const message =
    "Idempotency keys can't be checked now, since the cache that the gateway's replicas share does not answer. Nothing was sent: try again with the same key.";
  return unavailable("UNREACHABLE", false, message);
}
