/** Environment variables. They are always passed in, so that a test or an emulator can bring its own. */
export type Environment = Readonly<Record<string, string | undefined>>;
