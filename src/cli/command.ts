import type { Given, Option } from "./arguments.js";
import { readArguments } from "./arguments.js";
import { exitCodes } from "./exit-codes.js";
import type { Surroundings } from "./surroundings.js";
import { UsageError } from "./usage-error.js";

/** A sub-command. It returns the exit code, and throws a UsageError if it cannot work as it was called. */
export interface Command {
  readonly help: string;
  readonly run: (given: readonly string[], surroundings: Surroundings) => Promise<number>;
}

export interface Definition<Name extends string> {
  readonly name: string;
  /** The usage line after the name. */
  readonly synopsis: string;
  /** What it does. */
  readonly introduction: string;
  readonly options: Readonly<Record<Name, Option>>;
  /** The rest of the help: exit codes, variables, examples. */
  readonly notes: string;
  readonly run: (given: Given<Name>, surroundings: Surroundings) => Promise<number>;
}

/** Makes a command from its definition, which is also the source of its help. */
export function defineCommand<Name extends string>({
  name,
  synopsis,
  introduction,
  options,
  notes,
  run,
}: Definition<Name>): Command {
  const help = `Usage: maintenance ${name} ${synopsis}\n\n${introduction}\n\nOptions:\n${optionsHelp(options)}\n\n${notes}\n`;
  return {
    help,
    async run(given, surroundings) {
      if (asksForHelp(options, given)) {
        surroundings.terminal.print(help);
        return exitCodes.clear;
      }
      rejectKeptByNpm(Object.keys(options), surroundings.environment);
      return await run(readArguments(options, given), surroundings);
    },
  };
}

/** In the place of a value, such as that of a variable, it must not end the check with the exit code 0. */
function asksForHelp(options: Readonly<Record<string, Option>>, given: readonly string[]): boolean {
  const needValues = Object.keys(options).filter((name) => options[name]?.value !== null);
  return given.some(
    (text, index) =>
      (text === "--help" || text === "-h") && !needValues.some((name) => given[index - 1] === `--${name}`),
  );
}

/** npm keeps options that no `--` precedes for itself, and passes them in variables. */
function rejectKeptByNpm(names: readonly string[], environment: Surroundings["environment"]): void {
  if (environment.npm_lifecycle_event !== "maintenance") return;
  const kept = names.find((name) => environment[`npm_config_${name.replaceAll("-", "_")}`] !== undefined);
  if (kept !== undefined)
    throw new UsageError(
      `npm did not pass on --${kept}. Put -- before the command, as in: npm run --silent maintenance -- gate --${kept}.`,
    );
}

const helpIndentation = 24;
const helpWidth = 80;

function optionsHelp(options: Readonly<Record<string, Option>>): string {
  const all = Object.entries(options).map(([name, { value, description }]) => ({
    label: `--${name}${value === null ? "" : ` ${value}`}`,
    description,
  }));
  return [...all, { label: "--help, -h", description: "Print this help and exit." }]
    .map(({ label, description }) => {
      const lines = wrap(description, helpWidth - helpIndentation).map(
        (line) => " ".repeat(helpIndentation) + line,
      );
      const start = `  ${label}`;
      return start.length < helpIndentation - 1
        ? [start + (lines[0] ?? "").slice(start.length), ...lines.slice(1)].join("\n")
        : [start, ...lines].join("\n");
    })
    .join("\n");
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
