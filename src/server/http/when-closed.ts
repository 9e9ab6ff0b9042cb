import type { ServerResponse } from "node:http";

/**
 * Runs the action when the response is closed: it was sent, or the client has disconnected. Runs it immediately if that has already
 * happened, for example while an asynchronous hook checked a token.
 */
export function whenClosed(response: ServerResponse, action: () => void): void {
  if (response.closed) action();
  else response.once("close", action);
}
