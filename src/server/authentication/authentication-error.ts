import type { FastifyRequest } from "fastify";
import { HttpError } from "../http/http-error.js";

const codes = { 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 503: "UNAVAILABLE" } as const;

/** An authentication failure. The exact reason is only logged, because it would help an attacker. */
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

/** Logs the reason and the address of a rejected caller: at level error if the gateway cannot check credentials. */
export function logAuthenticationError(
  { log, ip }: FastifyRequest,
  { statusCode, reason }: AuthenticationError,
): void {
  log[statusCode === 503 ? "error" : "info"]({ reason, address: ip }, "request refused");
}
