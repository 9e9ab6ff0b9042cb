const minimum = { major: 22, minor: 19 };

/** Why this program can't run on that Node.js; null where it can. */
export function nodeVersionProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough = major > minimum.major || (major === minimum.major && minor >= minimum.minor);
  return isEnough
    ? null
    : `The maintenance gateway needs Node.js ${minimum.major}.${minimum.minor} or newer; this is ${version}. "npm ci" installs one, and npm's scripts use it.`;
}
