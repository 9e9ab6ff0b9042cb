import type { ConfigurationFault } from "./configuration-fault.js";
import type { Environment } from "./environment.js";

/** An object in a list of the configuration file, such as a source or a notification sink. */
export interface DeclaredObject {
  /** Its place in the file, e.g. `sources[2]`. */
  readonly path: string;
  /** Its place in the list. */
  readonly index: number;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A source in the configuration file. Only its provider has been checked. */
export type DeclaredSource = DeclaredObject;

/** The configuration from which a provider reads its sources. */
export interface SourceConfiguration {
  readonly environment: Environment;
  /** The provider's sources in the configuration file, then the only list of sources; null if there is no file. */
  readonly declared: readonly DeclaredSource[] | null;
}

/** The configured sources, every error in their settings, and settings that are probably mistakes. */
export interface Configured<Source> {
  readonly sources: readonly Source[];
  readonly faults: readonly ConfigurationFault[];
  readonly warnings: readonly ConfigurationFault[];
  /**
   * Errors in settings that may be meant for other programs. If no provider has a source, they are warnings, so that they do not
   * keep the emulators from starting.
   */
  readonly possibleFaults?: readonly ConfigurationFault[];
  /** How the environment names the sources, if that is easily overlooked: for example `the region in AWS_DEFAULT_REGION`. */
  readonly origin?: string;
}
