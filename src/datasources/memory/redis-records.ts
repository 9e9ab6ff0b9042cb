import * as devalue from "devalue";
import type { Records } from "./records.js";
import { RecordsAwayError, recordHours } from "./records.js";
import type { RedisConnection } from "./redis-connection.js";

/** Replaces a record in one step if its text is still what the writer has read; an empty text stands for none. */
const replaceScript = `
local current = redis.call("GET", KEYS[1]) or ""
if current ~= ARGV[1] then return 0 end
if ARGV[2] == "" then redis.call("DEL", KEYS[1]) else redis.call("SET", KEYS[1], ARGV[2], "PX", ARGV[3]) end
return 1`;

/** The records that all replicas share. The text of a record is its version. */
export function createRedisRecords({ redis, ask }: RedisConnection, prefix: string): Records {
  const keyOf = (name: string) => `${prefix}record:${name}`;

  /** As `ask`, but fails where nobody answers. */
  async function demand<Result>(command: () => Promise<Result>): Promise<Result> {
    const answer = await ask(async () => ({ result: await command() }));
    if (answer === null) throw new RecordsAwayError("The shared cache does not answer.");
    return answer.result;
  }

  return {
    async read(name) {
      const text = await demand(() => redis.get(keyOf(name)));
      return text === null ? null : { value: parse(text), version: text };
    },
    async replace(name, version, value) {
      const text = value === null ? "" : devalue.stringify(value);
      const keepMs = recordHours * 3_600_000;
      const done = await demand(() => redis.eval(replaceScript, 1, keyOf(name), version ?? "", text, keepMs));
      return done === 1 ? text : null;
    },
  };
}

function parse(text: string): unknown {
  try {
    return devalue.parse(text);
  } catch (error) {
    throw new RecordsAwayError("A record cannot be read.", { cause: error });
  }
}
