import { closestName } from "../../settings/closest-name.js";

const options = ["--check-config", "--help", "-h"];

export type Command = "start" | "check-configuration" | "help";

/** Returns the command, or the problem with the arguments. */
export function readCommandLine(
  given: readonly string[],
): { readonly command: Command } | { readonly problem: string } {
  if (given.some((argument) => argument === "--help" || argument === "-h")) return { command: "help" };
  const unknown = given.find((argument) => !options.includes(argument));
  if (unknown !== undefined) {
    const suggestion = closestName(unknown, options);
    const next =
      suggestion === null
        ? "Configure the gateway with environment variables; --help shows the usage."
        : `Did you mean ${suggestion}?`;
    return { problem: `Unknown argument "${unknown}". ${next}` };
  }
  return { command: given.length > 0 ? "check-configuration" : "start" };
}
