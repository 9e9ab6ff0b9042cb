/** Everything outside of the program that a command uses. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly terminal: Terminal;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

export interface Terminal {
  /** Writes to standard output as it is. */
  readonly print: (text: string) => void;
  /** Writes one line to standard error. */
  readonly report: (line: string) => void;
  /** Shows a line on standard error until the next line. Does nothing if standard error is not a terminal. */
  readonly showProgress: (line: string) => void;
}
