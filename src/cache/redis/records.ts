import * as devalue from "devalue";
import { recordTtlMs } from "../constants.js";
import type { RecordStore } from "../record-store.js";
import { RecordStoreUnavailableError } from "../record-store.js";
import type { RedisConnection } from "./connection.js";

/** Replaces a record atomically if its text is still what the writer read. An empty string means "no record". */
const replaceScript = `
local current = redis.call("GET", KEYS[1]) or ""
if current ~= ARGV[1] then return 0 end
if ARGV[2] == "" then redis.call("DEL", KEYS[1]) else redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3]) end
return 1`;

/** Creates the record store that all replicas share. The serialized text of a record is its version. */
export function createRedisRecordStore({ redis, run }: RedisConnection, prefix: string): RecordStore {
  const keyOf = (name: string) => `${prefix}record:${name}`;

  /** Like `run`, but throws if Redis is unavailable. */
  async function runOrFail<Result>(command: () => Promise<Result>): Promise<Result> {
    const answer = await run(async () => ({ result: await command() }));
    if (answer === null) throw new RecordStoreUnavailableError("The shared cache is unavailable.");
    return answer.result;
  }

  return {
    async read(name) {
      const text = await runOrFail(() => redis.get(keyOf(name)));
      return text === null ? null : { value: parse(text), version: text };
    },
    async replace(name, version, value) {
      const text = value === null ? "" : devalue.stringify(value);
      const done = await runOrFail(() =>
        redis.eval(replaceScript, 1, keyOf(name), version ?? "", text, recordTtlMs),
      );
      return done === 1 ? text : null;
    },
  };
}

function parse(text: string): unknown {
  try {
    return devalue.parse(text);
  } catch (error) {
    throw new RecordStoreUnavailableError("A record in the shared cache is unreadable.", { cause: error });
  }
}
