import { spawn } from "node:child_process";

/** Another program of the example. */
export interface Program {
  /** Waits for its output to hold a match, and gives the first group of it. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** What it has written so far. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** Runs a Node.js program with these variables besides one's own. */
export function startProgram(
  name: string,
  given: readonly string[],
  environment: Readonly<Record<string, string>>,
): Program {
  const child = spawn(process.execPath, given, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
      for (const listen of listeners) listen();
    });
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output);
          if (match !== null) resolve(match[1] ?? match[0]);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`${name} has ended:\n${output}`)));
      }),
    output: () => output,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
