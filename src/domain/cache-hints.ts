/** Collects, while one answer is made, for how long it is good. */
export function createCacheHint() {
  const validUntil: Date[] = [];
  let isForbidden = false;
  return {
    /** A root field's answer is good until it may change. Gives the answer back. */
    untilChange<Answer extends { readonly validUntil: Date }>(answer: Answer): Answer {
      validUntil.push(answer.validUntil);
      return answer;
    },

    /** The answer holds something that may change at once. */
    never(): void {
      isForbidden = true;
    },

    /**
     * For how many whole seconds the answer is good that is given now, if it has so many root fields; one without a hint is
     * good for none.
     */
    maxAgeSeconds(rootFieldCount: number, now: Date): number {
      if (isForbidden || rootFieldCount === 0 || validUntil.length < rootFieldCount) return 0;
      const earliest = Math.min(...validUntil.map((instant) => instant.getTime()));
      return Math.max(0, Math.floor((earliest - now.getTime()) / 1000));
    },
  };
}
