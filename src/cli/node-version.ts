const minimumMajor = 26;

/** Why the program cannot run on this Node.js version; null if it can. */
export function nodeVersionProblem(version: string): string | null {
  return Number.parseInt(version, 10) >= minimumMajor
    ? null
    : `Node.js ${minimumMajor} or newer is required, but this is Node.js ${version}. In a clone of the gateway, run "npm ci" and then "npm run --silent maintenance -- gate --help": npm scripts use the Node.js that "npm ci" installs.`;
}
