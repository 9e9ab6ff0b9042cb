import { spawn } from "node:child_process";

/** Another program of the example. */
export interface Program {
  /** Waits for its output to hold a match, and gives the first group of it. Fails when the program ends. */
  readonly says: (pattern: RegExp) => Promise<string>;
  /** Passes on what it writes from now on. */
  readonly follow: (write: (text: string) => void) => void;
  /** When it has ended, by itself or because it was stopped. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What one's own environment may tell the programs: nothing that names accounts. */
const passedOn = /^(?:PATH|HOME|EMULATOR_\w+)$/;

/** Runs a Node.js program with these variables. It ends when the one that has started it exits. */
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
        void ended.then(() => reject(new Error(`${name} has ended:\n${output}`)));
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
