import { spawn } from "node:child_process";
import { watchForSecrets } from "./secrets.js";

export interface Child {
  readonly output: () => string;
  readonly errors: () => string;
  /** Waits until standard output holds a match. */
  readonly waitFor: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly exit: Promise<number | null>;
}

/** Starts a program with only these variables, PATH and HOME. */
export function startChild(
  command: string,
  commandArguments: readonly string[],
  environment: Record<string, string> = {},
): Child {
  const child = spawn(command, commandArguments, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  let errors = "";
  const listeners = new Set<() => void>();
  child.stdout.on("data", (chunk) => {
    output += chunk;
    for (const listener of listeners) listener();
  });
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const exit = new Promise<number | null>((resolve) => {
    child.once("close", (code) => {
      watchForSecrets(output + errors, "output of a process");
      resolve(code);
    });
  });
  return {
    output: () => output,
    errors: () => errors,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const match = pattern.exec(output);
          if (match) resolve(match);
        };
        listeners.add(check);
        check();
        void exit.then((code) =>
          reject(
            new Error(
              `The process exited (code ${code}) before its output matched ${pattern}: ${output}${errors}`,
            ),
          ),
        );
      }),
    kill: (signal) => child.kill(signal),
    exit,
  };
}
