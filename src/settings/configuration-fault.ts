/** One error in the configuration. It never holds the value of a secret. */
export interface ConfigurationFault {
  /** The variable, or the path of the key in the file of sources. */
  readonly key: string;
  readonly message: string;
}
