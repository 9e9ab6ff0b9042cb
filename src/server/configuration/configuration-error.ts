import type { ConfigurationFault } from "../../settings/configuration-fault.js";

/** The process cannot start with this configuration. The message lists every error, one per line, and no secret. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  constructor(
    readonly faults: readonly ConfigurationFault[],
    warnings: readonly ConfigurationFault[] = [],
  ) {
    const count = faults.length === 1 ? "1 error" : `${faults.length} errors`;
    const warned = warnings.length === 0 ? "" : `\n\nWarnings:\n${linesOf(warnings)}`;
    super(`The configuration has ${count}:\n${linesOf(faults)}${warned}`);
  }
}

/** Formats errors or warnings, one per line. */
export function linesOf(faults: readonly ConfigurationFault[]): string {
  return faults.map(({ key, message }) => `  ${key} ${message}`).join("\n");
}
