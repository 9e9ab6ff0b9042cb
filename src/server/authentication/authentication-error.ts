import type { FastifyRequest } from "fastify";
import { HttpError } from "../http/http-error.js";

const codes = { 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 503: "UNAVAILABLE" } as const;

/** Somebody who is not let in. The reason is for the log: what exactly is wrong helps those most who try. */
export class AuthenticationError extends HttpError {
  override readonly name = "AuthenticationError";

  constructor(
    statusCode: keyof typeof codes,
    message: string,
    readonly reason: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(statusCode, codes[statusCode], message, headers);
  }
}

/** What is known of somebody who was not let in, and may be logged. An error where the gateway itself is at a loss. */
export function logAuthenticationError(
  { log, ip }: FastifyRequest,
  { statusCode, reason }: AuthenticationError,
): void {
  log[statusCode === 503 ? "error" : "info"]({ reason, address: ip }, "request refused");
}
