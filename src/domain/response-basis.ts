/** Collects how long the response to one request may be cached. */
export function createCacheHint() {
  const validUntil: Date[] = [];
  let isForbidden = false;
  return {
    /** Records until when a root field's result is valid, and returns the result. */
    untilChange<Answer extends { readonly validUntil: Date }>(answer: Answer): Answer {
      validUntil.push(answer.validUntil);
      return answer;
    },

    /** Forbids caching, because the response contains data that can change at any moment. */
    never(): void {
      isForbidden = true;
    },

    /**
     * Returns how long a response sent now may be cached, in whole seconds. The result is 0 unless every root field has
     * recorded its validity.
     */
    maxAgeSeconds(rootFieldCount: number, now: Date): number {
      if (isForbidden || rootFieldCount === 0 || validUntil.length < rootFieldCount) return 0;
      const earliest = Math.min(...validUntil.map((instant) => instant.getTime()));
      return Math.max(0, Math.floor((earliest - now.getTime()) / 1000));
    },
  };
}
