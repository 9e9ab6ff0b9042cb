import type { ConfigurationFault } from "../../settings/configuration-fault.js";

/** The process cannot start with this configuration. The message lists every error, one per line, and contains no secret. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  constructor(readonly faults: readonly ConfigurationFault[]) {
    const count = faults.length === 1 ? "1 error" : `${faults.length} errors`;
    const lines = faults.map(({ key, message }) => `  ${key} ${message}`);
    super(`The configuration has ${count}:\n${lines.join("\n")}`);
  }
}
