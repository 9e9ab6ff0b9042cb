import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { deserialize, serialize } from "node:v8";
import type { Clock } from "../../domain/time/clock.js";
import type { LedState } from "../led-state.js";
import type { RedisConnection } from "./connection.js";
import { itemsPerPart, ledStateTtlMs, lockTtlMs } from "./constants.js";

/**
 * Takes the lock if it is free or has the given earlier holder, and extends it. Keeps the state while somebody leads. Returns whether
 * another process leads, whether the lock is a new one, and whether there is a state.
 */
const leadScript = `
local holder = redis.call("GET", KEYS[1])
if holder and holder ~= ARGV[1] and holder ~= ARGV[2] then return {1, 0, 0} end
redis.call("SET", KEYS[1], ARGV[1], "PX", ARGV[3])
local kept = redis.call("PEXPIRE", KEYS[2], ARGV[4])
return {0, holder == ARGV[1] and 0 or 1, kept}`;

/** Changes fields only if this holder still has the lock. An empty value removes a field. */
const writeScript = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
for i = 3, #ARGV, 2 do
  if ARGV[i + 1] == "" then redis.call("HDEL", KEYS[2], ARGV[i])
  else redis.call("HSET", KEYS[2], ARGV[i], ARGV[i + 1]) end
end
redis.call("PEXPIRE", KEYS[2], ARGV[2])
return 1`;

const releaseScript = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("DEL", KEYS[1])`;

/**
 * Creates a state in a hash of Redis, with a lock beside it. Each period of leadership has a token of its own, so a command of an
 * earlier one that Redis executes late changes nothing.
 */
export function createRedisLedState(
  { redis, run }: RedisConnection,
  key: string,
  clock: Clock,
  ttlMs = lockTtlMs,
): LedState {
  const lockKey = `${key}:leader`;
  let token: string | null = null;
  /** The last token. Redis may still have its lock. */
  let earlier = "";
  /** By the steady clock. The lock lasts longer than this. */
  let leadsUntilMs = Number.NEGATIVE_INFINITY;
  /** Whether this period has seen or written a state. */
  let hasState = false;
  let isFollower = false;

  function lose(): void {
    earlier = token ?? earlier;
    token = null;
    hasState = false;
    leadsUntilMs = Number.NEGATIVE_INFINITY;
  }

  return {
    isDurable: true,

    async lead() {
      const sentMs = clock().steadyMs;
      const isRenewal = token !== null;
      const wanted = token ?? randomUUID();
      const answer = await run(() =>
        redis.eval(leadScript, 2, lockKey, key, wanted, isRenewal ? "" : earlier, ttlMs, ledStateTtlMs),
      );
      // A lock that Redis grants late counts as the earlier one of this process.
      token = wanted;
      const [isRefused, isNew, isKept] = flagsOf(answer);
      isFollower = isRefused === 1;
      // If the lock ended meanwhile, another process may have led. Without the state, the next writes would leave parts of it.
      const isBroken = isRenewal && (isNew === 1 || (hasState && isKept === 0));
      if (isRefused !== 0 || isBroken) {
        lose();
        return false;
      }
      hasState ||= isKept === 1;
      leadsUntilMs = sentMs + ttlMs;
      return true;
    },

    isFollower: () => isFollower,

    renewMs: ttlMs / 3,

    isLeader: () => token !== null && clock().steadyMs < leadsUntilMs,

    async load() {
      const fields = new Map<string, Buffer>();
      let cursor = "0";
      do {
        const part = await run(() => redis.hscanBuffer(key, cursor, "COUNT", itemsPerPart));
        if (part === null) return null;
        const [next, flat] = part;
        for (let index = 0; index + 1 < flat.length; index += 2)
          fields.set(String(flat[index]), flat[index + 1] as Buffer);
        cursor = String(next);
      } while (cursor !== "0");
      return decode(fields);
    },

    async write(changes) {
      if (token === null) return false;
      const holder = token;
      const fields: (string | Buffer)[] = [];
      for (const [name, value] of changes) {
        if (fields.length % (2 * itemsPerPart) === 0) await setImmediate();
        fields.push(name, value === null ? "" : serialize(value));
      }
      const answer = await run(() =>
        redis.eval(writeScript, 2, lockKey, key, holder, ledStateTtlMs, ...fields),
      );
      if (answer === 1 && token === holder) hasState = true;
      return answer === 1;
    },

    async release() {
      if (token === null) return;
      const holder = token;
      lose();
      await run(() => redis.eval(releaseScript, 1, lockKey, holder));
    },
  };
}

/** Returns the flags that a script has returned; none if it failed. */
function flagsOf(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? answer : [];
}

/** Decodes fields in parts. State that no replica of this release wrote counts as none. */
async function decode(fields: ReadonlyMap<string, Buffer>): Promise<ReadonlyMap<string, unknown>> {
  const decoded = new Map<string, unknown>();
  try {
    for (const [name, value] of fields) {
      if (decoded.size % itemsPerPart === 0) await setImmediate();
      decoded.set(name, deserialize(value));
    }
    return decoded;
  } catch {
    return new Map();
  }
}
