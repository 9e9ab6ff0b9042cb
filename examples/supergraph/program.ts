import { spawn } from "node:child_process";

/** A child process of the example. */
export interface Program {
  /** Waits until the output matches, and returns the first group. Rejects if the program exits first. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Passes all further output to `write`. */
  readonly follow: (write: (text: string) => void) => void;
  /** Resolves when the program has exited for any reason. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Environment variables that child processes inherit. None of them names an account. */
const passedOn = /^(?:PATH|HOME|EMULATOR_\w+)$/;

/** Runs a Node.js program with these variables, and stops it when this process exits. */
export function startProgram(
  name: string,
  given: readonly string[],
  environment: Readonly<Record<string, string>>,
): Program {
  const own = Object.entries(process.env).filter(([variable]) => passedOn.test(variable));
  const child = spawn(process.execPath, given, {
    env: { ...Object.fromEntries(own), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill();
  process.once("exit", kill);
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      process.off("exit", kill);
      resolve();
    });
  });
  let output = "";
  const listeners = new Set<() => void>();
  let keep = (text: string) => {
    output += text;
    for (const listen of listeners) listen();
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => keep(String(chunk)));
  return {
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output);
          if (match !== null) resolve(match[1] ?? match[0]);
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`${name} exited:\n${output}`)));
      }),
    follow(write) {
      keep = write;
    },
    ended,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
