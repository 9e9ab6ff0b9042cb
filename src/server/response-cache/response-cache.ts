import { LRUCache } from "lru-cache";
import type { ReusableResponse } from "../../context.js";
import { isValidAt } from "../../domain/response-basis.js";
import type { Moment } from "../../domain/time/clock.js";
import {
  entryOverheadBytes,
  maxKeyLength,
  maxRequestedLength,
  maxVariants,
  variantOverheadBytes,
} from "./constants.js";
import type { RequestKey } from "./request-key.js";

export interface CachedResponse extends ReusableResponse {
  /** `content-type`, and `etag` and `content-encoding` if the response has them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** All responses to requests with the same text. */
interface CachedOperation {
  /** The parsed body; null for a GET request. */
  readonly body: unknown;
  readonly variants: readonly Variant[];
}

interface Variant extends CachedResponse {
  readonly key: string;
}

export type ResponseCache = ReturnType<typeof createResponseCache>;

/**
 * Caches responses to queries. It returns one only if executing the query again would give exactly the same bytes. A response is
 * stored when its request arrives a second time, so requests that all differ take no memory.
 */
export function createResponseCache(maxBytes: number) {
  const operations = new LRUCache<string, CachedOperation>({
    maxSize: Math.max(1, maxBytes),
    sizeCalculation: ({ variants }, text) =>
      variants.reduce(
        (bytes, { key, body }) => bytes + body.length + 2 * key.length + variantOverheadBytes,
        // The text and the parsed body.
        entryOverheadBytes + 4 * text.length,
      ),
  });
  /** The texts of requests that arrived recently. */
  const requested = new LRUCache<string, true>({
    maxSize: maxRequestedLength,
    sizeCalculation: (_true, text) => text.length,
  });

  /** Does not look for a long text: the hash of its characters alone would take a millisecond. */
  function operationOf(text: string): CachedOperation | undefined {
    return text.length > maxKeyLength ? undefined : operations.get(text);
  }

  return {
    /** Returns the parsed body of a request whose responses are cached; undefined if none are. */
    parsedBody: (text: string): unknown => operationOf(text)?.body,

    /** Returns the response to a request at this moment; null if it must be executed. */
    find({ text, variant }: RequestKey, at: Moment): CachedResponse | null {
      const found = operationOf(text)?.variants.find(({ key }) => key === variant);
      if (found === undefined) return null;
      return isValidAt(found.basis, at) && found.basis.isUnchanged() ? found : null;
    },

    /** Stores a response if its request has arrived before. */
    store({ text, variant }: RequestKey, parsedBody: unknown, response: CachedResponse): void {
      if (maxBytes === 0 || text.length > maxKeyLength) return;
      const known = operations.peek(text);
      if (known === undefined && !requested.has(text)) {
        requested.set(text, true);
        return;
      }
      const others = (known?.variants ?? []).filter(({ key }) => key !== variant);
      const variants = [{ ...response, key: variant }, ...others].slice(0, maxVariants);
      operations.set(text, { body: known?.body ?? parsedBody, variants });
    },
  };
}
