/** One error in the configuration. It never contains a secret. */
export interface ConfigurationFault {
  /** The variable, or the path of the key in the configuration file. */
  readonly key: string;
  readonly message: string;
  /** The path of the key in the configuration file, if `key` does not name it exactly. */
  readonly at?: readonly string[];
}
