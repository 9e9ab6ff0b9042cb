import { runCommand } from "../../src/cli/program.js";
import { watchForSecrets } from "../support/secrets.js";

export interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: readonly string[];
  readonly progress: readonly string[];
  /** The pauses between requests, in milliseconds. */
  readonly slept: readonly number[];
}

/** Runs the program in this process. Its time passes only while it sleeps, and at once. */
export async function run(
  given: readonly string[],
  environment: Record<string, string> = {},
  duringSleep: (nowMs: number) => void = () => {},
): Promise<Outcome> {
  let output = "";
  let nowMs = 0;
  const [errors, progress, slept]: [string[], string[], number[]] = [[], [], []];
  const exitCode = await runCommand(given, {
    environment,
    terminal: {
      print: (text) => {
        output += text;
      },
      report: (line) => errors.push(line),
      showProgress: (line) => progress.push(line),
    },
    now: () => nowMs,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      nowMs += milliseconds;
      duringSleep(nowMs);
    },
  });
  watchForSecrets([output, ...errors].join("\n"), "output of the program");
  return { exitCode, output, errors, progress, slept };
}
