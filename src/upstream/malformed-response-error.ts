/** Thrown if a successful response is not what the provider's API promises. The message contains no text from the upstream. */
export class MalformedResponseError extends Error {
  override readonly name: string = "MalformedResponseError";
}

/** Thrown if a response has the right form, but a member that matters does not. The message names the member. */
export class OddMemberError extends MalformedResponseError {
  override readonly name = "OddMemberError";
}
