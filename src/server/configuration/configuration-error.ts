import type { ConfigurationFault } from "../../settings/configuration-fault.js";

/** The process can't start as it is configured. The message lists every fault, a line each, and no secret. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  constructor(readonly faults: readonly ConfigurationFault[]) {
    const lines = faults.map(({ key, message }) => `  ${key} ${message}`);
    super(`The configuration has faults:\n${lines.join("\n")}`);
  }
}
