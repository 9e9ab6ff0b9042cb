const minimumMajor = 26;

/** Why this program can't run on that Node.js version; null if it can. */
export function nodeVersionProblem(version: string): string | null {
  return Number.parseInt(version, 10) >= minimumMajor
    ? null
    : `The maintenance gateway needs Node.js ${minimumMajor} or newer; this is ${version}. "npm ci" installs one, and npm's scripts use it.`;
}
