/** An error that rejects a request before it reaches GraphQL. The client gets its message, code and headers. */
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
