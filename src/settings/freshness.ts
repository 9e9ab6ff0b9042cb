/** How fresh the answers of one source are to be; the words are those of HTTP caching (RFC 9111, RFC 5861). */
export interface Freshness {
  /** So long an answer is given without asking the upstream again. */
  readonly maxAgeMs: number;
  /** So long after that it is still given at once, while the upstream is asked in the background. */
  readonly staleWhileRevalidateMs: number;
  /** So long after `maxAgeMs` it is given, marked as stale, where the upstream fails. */
  readonly staleIfErrorMs: number;
}
