import type { ConfigurationFault } from "./configuration-fault.js";
import type { Environment } from "./environment.js";

/** A source in the configuration file. Only its provider has been checked. */
export interface DeclaredSource {
  /** Its place in the file, e.g. `sources[2]`. */
  readonly path: string;
  /** Its place in the list. */
  readonly index: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The configuration from which a provider reads its sources. */
export interface SourceConfiguration {
  readonly environment: Environment;
  /** The provider's sources in the configuration file, then the only list of sources; null if there is no file. */
  readonly declared: readonly DeclaredSource[] | null;
}

/** The configured sources, and every error in their settings. */
export interface Configured<Source> {
  readonly sources: readonly Source[];
  readonly faults: readonly ConfigurationFault[];
}
