/** A request that is refused before GraphQL sees it. Its message, code and headers are the client's to see. */
export class HttpError extends Error {
  override readonly name: string = "HttpError";

  constructor(
    readonly statusCode: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
