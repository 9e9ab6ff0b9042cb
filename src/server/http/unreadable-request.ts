import { headersTimeoutMs, receiveTimeoutMs } from "./constants.js";
import { HttpError } from "./http-error.js";
import { maxHeaderSize } from "./node-http.js";

/** An error that Node.js reports for a connection. `reason` is a text of its parser, without any part of the request. */
export type ConnectionError = Error & { readonly code?: string; readonly reason?: string };

/** Explains why Node.js cannot read a request. */
export function unreadableRequest({ code, reason }: ConnectionError): HttpError {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new HttpError(
        408,
        "BAD_REQUEST",
        `The request did not arrive in time: its headers may take ${headersTimeoutMs / 1000} seconds, all of it ${receiveTimeoutMs / 1000}. Send it again.`,
      );
    case "HPE_HEADER_OVERFLOW":
      return new HttpError(
        431,
        "BAD_REQUEST",
        `The URL and the headers of the request exceed ${maxHeaderSize} bytes. Send long operations as POST, and smaller headers.`,
      );
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return new HttpError(
        413,
        "BAD_REQUEST",
        "The chunk extensions of the request body are too large. Send the body without them.",
      );
    default: {
      const detail = reason === undefined ? "" : ` (${reason})`;
      return new HttpError(
        400,
        "BAD_REQUEST",
        `The request is not valid HTTP/1.1${detail}. Correct its first line, its headers, or its content-length.`,
      );
    }
  }
}
