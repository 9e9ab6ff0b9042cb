import { closestName } from "../../settings/closest-name.js";
import type { Environment } from "../../settings/environment.js";

const longOptions = ["--check-config", "--connect", "--json", "--help"];

/** npm keeps options without a preceding `--` for itself, and passes them in these variables. */
const keptByNpm = [
  {
    variable: "npm_config_check_config",
    problem: "npm did not pass on --check-config. Run: npm start -- --check-config",
  },
  {
    variable: "npm_config_connect",
    problem: "npm did not pass on --connect. Run: npm start -- --check-config --connect",
  },
  {
    variable: "npm_config_port",
    problem: "There is no option --port. Set the variable PORT instead, for example: PORT=4001 npm start",
  },
] as const;

export type CommandLine =
  | { readonly command: "start" | "check-configuration" | "help" }
  | { readonly command: "connect"; readonly format: "text" | "json" };

/** Returns the command, or the problem with the arguments. */
export function readCommandLine(
  given: readonly string[],
  environment: Environment,
): CommandLine | { readonly problem: string } {
  const kept = keptByNpm.find(({ variable }) => environment[variable] !== undefined);
  if (kept !== undefined) return { problem: kept.problem };
  if (given.some((argument) => argument === "--help" || argument === "-h")) return { command: "help" };
  const unknown = given.find((argument) => argument !== "-h" && !longOptions.includes(argument));
  if (unknown !== undefined) {
    const suggestion = closestName(unknown, longOptions);
    const next =
      suggestion === null
        ? "Configure the gateway with environment variables; --help shows the usage."
        : `Did you mean ${suggestion}?`;
    return { problem: `Unknown argument "${unknown}". ${next}` };
  }
  const has = (option: string) => given.includes(option);
  if (has("--connect") && !has("--check-config"))
    return { problem: "--connect is an option of --check-config. Run: --check-config --connect" };
  if (has("--json") && !has("--connect"))
    return { problem: "--json is an option of --connect. Run: --check-config --connect --json" };
  if (has("--connect")) return { command: "connect", format: has("--json") ? "json" : "text" };
  return { command: given.length > 0 ? "check-configuration" : "start" };
}
