/** How long cached data of one source is used, in the terms of HTTP caching (RFC 9111, RFC 5861). */
export interface Freshness {
  /** How long data is fresh: it is returned without a call to the provider. */
  readonly maxAgeMs: number;
  /** How long after that it is still returned at once, while a refresh runs in the background. */
  readonly staleWhileRevalidateMs: number;
  /** How long after `maxAgeMs` it is returned, marked as stale, if the provider fails. */
  readonly staleIfErrorMs: number;
}
