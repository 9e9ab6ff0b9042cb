import type { Redis } from "ioredis";

/**
 * Runs every command that the gateway uses, on keys of its own. Throws if Redis rejects one: because its user lacks a permission,
 * or because Redis accepts no writes. If SELECT is rejected, ioredis itself continues in database 0.
 */
export async function tryCommands(redis: Redis, keyPrefix: string): Promise<void> {
  const [text, hash, stream] = [
    `${keyPrefix}probe:text`,
    `${keyPrefix}probe:hash`,
    `${keyPrefix}probe:stream`,
  ];
  await redis.select(redis.options.db ?? 0);
  await redis
    .multi()
    .set(text, "1", "PX", 1_000)
    .get(text)
    .eval("return 1", 0)
    .time()
    .hset(hash, "field", "1")
    .hget(hash, "field")
    .hgetall(hash)
    .hscan(hash, 0)
    .hdel(hash, "field")
    .hset(hash, "field", "1")
    .pexpire(hash, 1_000)
    .xadd(stream, "*", "field", "1")
    .expire(stream, 1)
    .xrange(stream, "-", "+")
    .xread("STREAMS", stream, "0-0")
    .del(text, hash, stream)
    .exec();
}

/** Returns an error and, before it, the errors of the commands because of which Redis discarded a transaction. */
export function errorsOf(error: unknown): readonly unknown[] {
  const isTransaction = error instanceof Error && "previousErrors" in error;
  return isTransaction ? [...(error.previousErrors as readonly Error[]), error] : [error];
}

/** Returns what the operator must allow if the Redis user lacks a permission; null for another error. */
export function missingPermission(error: unknown, keyPrefix: string): string | null {
  const messages = errorsOf(error).map((each) => (each instanceof Error ? each.message : ""));
  const commands = messages.flatMap((message) => {
    // In some servers, administrators disable a command by renaming it.
    const command = /(?:run the|unknown command) ['`]([\w|]+)/.exec(message)?.[1];
    return command === undefined ? [] : [command.toUpperCase()];
  });
  if (commands.length > 0) return `run ${[...new Set(commands)].join(", ")}`;
  return messages.some((message) => /^NOPERM\b.* keys?\b/.test(message))
    ? `use the keys that begin with ${keyPrefix}`
    : null;
}
