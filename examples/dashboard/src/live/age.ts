/** Up to this age, data of an open stream is live: the gateway sends something every 3 seconds. */
export const longestLiveAgeMs = 5_000;

/** Returns an age in words, for example `12 s` or `3 min`. */
export function ageInWords(ageMs: number): string {
  const seconds = Math.max(0, Math.floor(ageMs / 1_000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h`;
}
