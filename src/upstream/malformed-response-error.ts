/** A successful answer that lacks what the provider promises. The message holds no upstream text. */
export class MalformedResponseError extends Error {
  override readonly name = "MalformedResponseError";
}
