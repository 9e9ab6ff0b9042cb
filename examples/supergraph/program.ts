import { spawn } from "node:child_process";

/** Another program of the example. */
export interface Program {
  /** Waits for its output to hold a match, and gives the first group of it. Fails when the program ends. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Waits for an address to answer that all is well. Fails when the program ends. */
  readonly serves: (url: string) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Runs a Node.js program with these variables besides one's own. It ends with the one that has started it. */
export function startProgram(
  name: string,
  given: readonly string[],
  environment: Readonly<Record<string, string>>,
): Program {
  const child = spawn(process.execPath, given, {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill();
  process.once("exit", kill);
  let output = "";
  let hasEnded = false;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listen of listeners) listen();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
      tell();
    });
  }
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      hasEnded = true;
      process.off("exit", kill);
      tell();
      resolve();
    });
  });
  const failIfEnded = () => {
    if (hasEnded) throw new Error(`${name} has ended:\n${output}`);
  };
  return {
    async says(pattern) {
      for (;;) {
        const match = pattern.exec(output);
        if (match !== null) return match[1] ?? match[0];
        failIfEnded();
        await new Promise<void>((resolve) => listeners.add(resolve));
      }
    },
    async serves(url) {
      for (;;) {
        const response = await fetch(url).catch(() => null);
        if (response?.ok === true) return;
        failIfEnded();
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
