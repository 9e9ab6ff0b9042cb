/** Thrown if a successful response is not what the provider's API promises. The message contains no text from the upstream. */
export class MalformedResponseError extends Error {
  override readonly name = "MalformedResponseError";
}
