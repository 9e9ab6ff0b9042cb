/** Environment variables. They are always passed in, so that tests and emulators can set their own. */
export type Environment = Readonly<Record<string, string | undefined>>;
