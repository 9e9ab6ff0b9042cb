/** Yields the name and `code` of the error, its causes, and the errors of an AggregateError (one per address tried). */
export function* codesOf(error: unknown, depth = 0): Generator<string> {
  if (!(error instanceof Error) || depth > 5) return;
  yield error.name;
  if ("code" in error && typeof error.code === "string") yield error.code;
  yield* codesOf(error.cause, depth + 1);
  if (error instanceof AggregateError) {
    for (const member of error.errors) yield* codesOf(member, depth + 1);
  }
}
