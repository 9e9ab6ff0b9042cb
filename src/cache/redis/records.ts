import * as devalue from "devalue";
import { recordTtlMs } from "../constants.js";
import type { RecordStore } from "../record-store.js";
import { RecordStoreUnavailableError } from "../record-store.js";
import type { RedisConnection } from "./connection.js";
import { redisTimeMs } from "./redis-time.js";

/** Replaces a record atomically if its text is still what the writer read. An empty string means "no record". */
const replaceScript = `
local current = redis.call("GET", KEYS[1]) or ""
if current ~= ARGV[1] then return 0 end
if ARGV[2] == "" then redis.call("DEL", KEYS[1]) else redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3]) end
return 1`;

/** Creates the record store that all replicas share. The serialized text of a record is its version. */
export function createRedisRecordStore(
  { redis, run, runLater }: RedisConnection,
  prefix: string,
): RecordStore {
  const keyOf = (name: string) => `${prefix}record:${name}`;
  const textOf = (value: unknown) => (value === null ? "" : devalue.stringify(value));
  const replaceText = async (name: string, from: string, to: string, keepForMs = recordTtlMs) =>
    (await redis.eval(replaceScript, 1, keyOf(name), from, to, keepForMs)) === 1;

  return {
    async read(name) {
      const answers = await run(() => Promise.all([redis.time(), redis.get(keyOf(name))]));
      if (answers === null) throw unavailable();
      const [time, text] = answers;
      return {
        stored: text === null ? null : { value: parse(text), version: text },
        readAt: new Date(redisTimeMs(time)),
      };
    },
    async replace(name, version, value, keepForMs) {
      const [from, to] = [version ?? "", textOf(value)];
      const isReplaced = await run(
        () => replaceText(name, from, to, keepForMs),
        () => replaceText(name, to, from, keepForMs),
      );
      if (isReplaced === null) throw unavailable();
      return isReplaced ? to : null;
    },
    async settle(name, version, value) {
      const to = textOf(value);
      const replace = () => replaceText(name, version ?? "", to);
      if ((await run(replace)) === null) runLater(replace);
    },
  };
}

function unavailable(): RecordStoreUnavailableError {
  return new RecordStoreUnavailableError("The shared cache is unavailable.");
}

function parse(text: string): unknown {
  try {
    return devalue.parse(text);
  } catch (error) {
    throw new RecordStoreUnavailableError("A record in the shared cache is unreadable.", { cause: error });
  }
}
