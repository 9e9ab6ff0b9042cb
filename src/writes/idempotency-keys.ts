import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RecordStore } from "../cache/record-store.js";
import { RecordStoreUnavailableError } from "../cache/record-store.js";
import { conflict, unavailable } from "../domain/failures/error-factories.js";
import { GatewayError, isOutcomeUnknown } from "../domain/failures/gateway-error.js";
import { asRetryableWithKey } from "../domain/failures/unknown-outcome.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { Deadline } from "../upstream/deadlines.js";
import { lockPollMs, unknownOutcomeMs } from "./constants.js";
import type { WriteContext } from "./write-context.js";

/** Hashes of an idempotency key and of the input that it was sent with. */
export interface IdempotencyKey {
  readonly key: string;
  readonly input: string;
}

/** A creation that must happen once per key. Its result is stored, so it must be plain data. */
export interface KeyedCreation<Result> {
  /** Returns the ids of existing windows with the same values. */
  readonly before: () => Promise<readonly string[]>;
  readonly create: (before: readonly string[], owner: string) => Promise<Result>;
  /** Finds the window that an earlier call created although its response was lost. */
  readonly recover: (before: readonly string[], owner: string) => Promise<Result | null>;
  readonly windowOf: (result: Result) => ScheduledWindow;
}

/** The stored state of a key. */
interface KeyRecord<Result> {
  readonly input: string;
  /** The owner of the created window, so that no other call claims it. */
  readonly owner: string;
  readonly before: readonly string[];
  /** The latest time at which the current or most recent call ends, by the clock of the record store. */
  readonly until: Date;
  /** UNKNOWN: the call has ended, and the response of the provider was lost. */
  readonly state: "RUNNING" | "UNKNOWN" | "DONE";
  /** Null until the state is DONE. */
  readonly result: Result | null;
}

/** Where keys are stored, and how long a call with a key may run. */
export interface KeyStorage {
  readonly records: RecordStore;
  readonly requestTimeoutMs: number;
}

/**
 * Returns the result of the first call with the key. If that call is still running, waits for it. If there was none,
 * creates the window.
 */
export async function withIdempotencyKey<Result extends object>(
  { key, input }: IdempotencyKey,
  { before, create, recover, windowOf }: KeyedCreation<Result>,
  { records, requestTimeoutMs }: KeyStorage,
  { deadline }: Pick<WriteContext, "deadline">,
): Promise<{ readonly result: Result; readonly replayed: boolean }> {
  const name = nameOf(key);

  for (;;) {
    const { stored, readAt } = await fromStore(records.read(name));
    // Only key records have such names.
    const record = (stored?.value ?? null) as KeyRecord<Result> | null;
    if (stored !== null && record !== null) {
      if (record.input !== input) throw keyReused(record.result && windowOf(record.result));
      if (record.result !== null) return { result: record.result, replayed: true };
      if (record.state === "RUNNING" && readAt < record.until) {
        await pause(deadline);
        continue;
      }
      const result = await recover(record.before, record.owner).catch((error: unknown) => {
        throw error instanceof GatewayError ? notFoundOut(error) : error;
      });
      if (result !== null) {
        await records.settle(name, stored.version, { ...record, state: "DONE", result });
        return { result, replayed: true };
      }
      const settledAt = new Date(record.until.getTime() + unknownOutcomeMs);
      if (readAt < settledAt) throw stillUnknown(settledAt);
    }
    const claim = {
      input,
      owner: randomUUID(),
      before: await before(),
      // The request began before the read, so it ends before this time.
      until: new Date(readAt.getTime() + requestTimeoutMs),
      state: "RUNNING",
      result: null,
    } as const;
    const version = await fromStore(records.replace(name, stored?.version ?? null, claim));
    if (version !== null) return { result: await createAs(claim, version), replayed: false };
  }

  async function createAs(claim: KeyRecord<Result>, version: string): Promise<Result> {
    // If the record store cannot be reached, the key stays claimed until it can. A repeated call searches for the window.
    const leave = (record: KeyRecord<Result> | null) => records.settle(name, version, record);
    try {
      const result = await create(claim.before, claim.owner);
      await leave({ ...claim, state: "DONE", result });
      return result;
    } catch (error) {
      // A creation that was certainly not applied frees the key.
      const isDefinite = error instanceof GatewayError && !isOutcomeUnknown(error);
      await leave(isDefinite ? null : { ...claim, state: "UNKNOWN" });
      throw isOutcomeUnknown(error)
        ? new GatewayError(asRetryableWithKey(error.failure), { cause: error })
        : error;
    }
  }
}

/** Throws if the key was used with different input. */
export async function requireUnusedKey<Result>(
  { key, input }: IdempotencyKey,
  windowOf: (result: Result) => ScheduledWindow,
  records: RecordStore,
): Promise<void> {
  const record = ((await fromStore(records.read(nameOf(key)))).stored?.value ??
    null) as KeyRecord<Result> | null;
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
    "`idempotencyKey` was used with different input in the last 24 hours. Nothing was created. Use a new key for each window.",
  );
}

function stillRunning(): GatewayError {
  const message =
    "The first call with this `idempotencyKey` is still running. Repeat the call with the same key to get its result.";
  return unavailable("TIMEOUT", true, message);
}

function stillUnknown(settledAt: Date): GatewayError {
  const message = `An earlier call with this \`idempotencyKey\` got no response from the provider, and its window may still appear until ${settledAt.toISOString()}. Repeat the call with the same key. Each call looks for the window; after that time, it is created if it is still missing.`;
  return unavailable("TIMEOUT", true, message);
}

function notFoundOut(cause: GatewayError): GatewayError {
  const message =
    "An earlier call with this `idempotencyKey` got no response from the provider, and the gateway could not check whether its window exists. Repeat the call with the same key.";
  return unavailable("TIMEOUT", true, message, { cause });
}

function storeUnavailable(): GatewayError {
  const message =
    "The gateway cannot check `idempotencyKey`, because its shared cache (Redis) does not respond. Nothing was sent. Try again with the same key.";
  return unavailable("UNREACHABLE", false, message);
}
