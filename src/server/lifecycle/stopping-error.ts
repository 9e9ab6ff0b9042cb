import { HttpError } from "../http/http-error.js";

/** Returns the error for a request that arrives while the process stops. */
export function stoppingError(): HttpError {
  const message =
    "This replica of the gateway is shutting down and did not process the request. Retry it on another replica.";
  return new HttpError(503, "UNAVAILABLE", message, { "retry-after": "1" });
}
