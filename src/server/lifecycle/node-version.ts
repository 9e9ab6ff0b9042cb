const minimumMajor = 26;

/** Why the gateway cannot run on this Node.js version; null if it can. */
export function nodeVersionProblem(version: string): string | null {
  return Number.parseInt(version, 10) >= minimumMajor
    ? null
    : `The maintenance gateway requires Node.js ${minimumMajor} or newer, but this is Node.js ${version}. Run "npm ci" and then "npm start": npm scripts use the Node.js that "npm ci" installs.`;
}
