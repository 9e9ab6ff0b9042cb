/** A DataLoader batch of independent loads: each key has its own value or its own error. */
export async function settle<Key, Value>(
  keys: readonly Key[],
  load: (key: Key) => Promise<Value> | Value,
): Promise<(Value | Error)[]> {
  const results = await Promise.allSettled(keys.map(load));
  return results.map((result) => (result.status === "fulfilled" ? result.value : toError(result.reason)));
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
