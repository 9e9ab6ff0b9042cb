/** The command is wrong, or cannot work here. The message says what to change. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
