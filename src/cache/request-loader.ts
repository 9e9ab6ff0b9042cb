import DataLoader from "dataloader";

export interface RequestLoaderOptions<Key> {
  /** Tells keys apart that are objects. */
  readonly cacheKeyOf?: (key: Key) => string;
  /** Whether later loads of the same request get the same result. By default they do. */
  readonly cache?: boolean;
}

/** A DataLoader for one request. Keys that are loaded at the same moment are loaded once each, and fail independently. */
export function createRequestLoader<Key, Value>(
  load: (key: Key) => Promise<Value>,
  { cacheKeyOf, cache = true }: RequestLoaderOptions<Key> = {},
): Pick<DataLoader<Key, Value>, "load"> {
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
