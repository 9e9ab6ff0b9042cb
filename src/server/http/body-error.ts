import { HttpError } from "./http-error.js";

/**
 * Explains why Fastify rejected a request body; returns null for other errors. Fastify's own messages name neither the limit
 * nor a remedy.
 */
export function bodyErrorFor(
  error: Error & { readonly code?: string },
  maxBodyBytes: number,
): HttpError | null {
  switch (error.code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return bodyTooLarge(maxBodyBytes);
    case "FST_ERR_CTP_INVALID_JSON_BODY":
      return new HttpError(
        400,
        "BAD_REQUEST",
        "The request body is not valid JSON, or has a member __proto__ or constructor.prototype, which the gateway does not accept.",
      );
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new HttpError(
        415,
        "BAD_REQUEST",
        "The content type of the request body is not supported. Send JSON with the header content-type: application/json.",
      );
    default:
      return null;
  }
}

export function bodyTooLarge(maxBodyBytes: number): HttpError {
  return new HttpError(
    413,
    "BAD_REQUEST",
    `The request body exceeds ${maxBodyBytes} bytes, the limit set by MAX_BODY_BYTES. Send a smaller body, or raise the limit.`,
  );
}
