/** Thrown if a successful response is not what the provider's API promises. The message contains no text from the upstream. */
export class MalformedResponseError extends Error {
  override readonly name: string = "MalformedResponseError";
}

/** Thrown if a response has the right form, but a required member is missing or malformed. The message names the member. */
export class MalformedMemberError extends MalformedResponseError {
  override readonly name = "MalformedMemberError";
}
