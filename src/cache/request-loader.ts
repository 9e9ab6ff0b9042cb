import DataLoader from "dataloader";

export interface RequestLoaderOptions<Key> {
  /** Returns the cache key of a key that is an object. */
  readonly cacheKeyOf?: (key: Key) => string;
  /** Whether later loads in the same request reuse the result. Default: true. */
  readonly cache?: boolean;
}

/** Creates a DataLoader for one request. Keys requested in the same tick are loaded once each and fail independently. */
export function createRequestLoader<Key, Value>(
  load: (key: Key) => Promise<Value>,
  { cacheKeyOf, cache = true }: RequestLoaderOptions<Key> = {},
): Pick<DataLoader<Key, Value>, "load" | "clearAll"> {
  const batch = async (keys: readonly Key[]): Promise<(Value | Error)[]> => {
    const loads = new Map<Key, Promise<Value>>();
    for (const key of keys) if (!loads.has(key)) loads.set(key, load(key));
    const results = await Promise.allSettled(keys.map((key) => loads.get(key) as Promise<Value>));
    return results.map((result) => (result.status === "fulfilled" ? result.value : toError(result.reason)));
  };
  return new DataLoader<Key, Value, Key | string>(batch, {
    cache,
    ...(cacheKeyOf === undefined ? {} : { cacheKeyFn: cacheKeyOf }),
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
