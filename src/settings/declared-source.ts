import type { ConfigurationFault } from "./configuration-fault.js";
import type { Environment } from "./environment.js";

/** A source as the file of sources declares it. It names a provider; nothing else of it is checked yet. */
export interface DeclaredSource {
  /** Its place in the file, e.g. `sources[2]`. */
  readonly path: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Where a provider finds its sources. */
export interface SourceConfiguration {
  readonly environment: Environment;
  /** The provider's sources in the file of sources, which then is the only list of them; null without a file. */
  readonly declared: readonly DeclaredSource[] | null;
}

/** The sources that were found, and every error in what describes them. */
export interface Configured<Source> {
  readonly sources: readonly Source[];
  readonly faults: readonly ConfigurationFault[];
}
