import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { suggestion } from "./closest-name.js";
import type { Command } from "./command.js";
import { exitCodes } from "./exit-codes.js";
import type { Surroundings } from "./surroundings.js";
import { createTerminal } from "./terminal.js";
import { UsageError } from "./usage-error.js";

/** The sub-commands. Each is a file in `commands`, and is imported only if it runs. */
const commands: Readonly<Record<string, { summary: string; load: () => Promise<Command> }>> = {
  gate: {
    summary: "Check whether a deployment may start, or wait until it may",
    load: async () => (await import("./commands/gate.js")).gate,
  },
};

const help = `Usage: maintenance COMMAND [OPTION]...

A client of the maintenance gateway for pipelines and terminals.

Commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(11)}${summary}`)
  .join("\n")}

Options:
  --help, -h   Print this help and exit. After a command: print the help of that command.
  --version    Print the version and exit.
`;

/** Runs the program and returns its exit code. */
export async function runProgram(
  given: readonly string[],
  { env, stdout, stderr }: Pick<NodeJS.Process, "env" | "stdout" | "stderr">,
): Promise<number> {
  return await runCommand(given, {
    environment: env,
    terminal: createTerminal({ stdout, stderr }),
    now: () => performance.now(),
    sleep,
  });
}

/** The same, in the given surroundings. */
export async function runCommand(given: readonly string[], surroundings: Surroundings): Promise<number> {
  const { terminal } = surroundings;
  const [name, ...rest] = given;
  if (name === "--help" || name === "-h") {
    terminal.print(help);
    return exitCodes.clear;
  }
  if (name === "--version") {
    terminal.print(`${readVersion()}\n`);
    return exitCodes.clear;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command !== undefined) return await (await command.load()).run(rest, surroundings);
    throw new UsageError(unknownCommand(name));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const prefix = command === undefined ? "maintenance" : `maintenance ${name}`;
    terminal.report(`${prefix}: ${error.message} For help, run: ${prefix} --help`);
    return exitCodes.refused;
  }
}

function unknownCommand(name: string | undefined): string {
  if (name === undefined) return "A command is missing.";
  const kind = name.startsWith("-") ? "option" : "command";
  return `Unknown ${kind} "${name}".${suggestion(name, [...Object.keys(commands), "--help", "--version"])}`;
}

function readVersion(): string {
  const file = findPackageJSON("..", import.meta.url);
  if (file === undefined) throw new Error("There is no package.json beside the program.");
  return JSON.parse(readFileSync(file, "utf8")).version;
}
