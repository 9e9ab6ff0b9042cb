import { setTimeout as sleep } from "node:timers/promises";
import type { HttpClient } from "../../network/http-client.js";
import { HttpError } from "../http/http-error.js";
import type { CallbackRequest } from "./callback-request.js";
import { callbackAttempts, callbackRetryMs, callbackTimeoutMs, maxFailedHeartbeats } from "./constants.js";
import type { ClosedBecause, Outlet } from "./outlet.js";

/** What a message to the router says. */
type Action = "check" | "next" | "complete";

/** What became of a message. GONE: the router no longer knows the subscription. */
type Delivery = "TAKEN" | "GONE" | "FAILED";

export const callbackProtocol = "callback/1.0";

/**
 * Begins to send the results of a subscription to a router, by the subscription callback protocol 1.0. Resolves when the router has
 * confirmed the subscription. Throws HttpError if it does not.
 */
export async function beginCallback(
  { url, id, verifier, heartbeatMs }: CallbackRequest,
  httpClient: Pick<HttpClient, "send">,
): Promise<Outlet> {
  const closing = new AbortController();
  const closed = closing.signal;
  let heartbeat: NodeJS.Timeout | undefined;

  function close(reason: ClosedBecause): void {
    clearTimeout(heartbeat);
    closing.abort(reason);
  }

  /** Sends a message once. `more` is JSON text that begins with a comma, or empty. */
  async function post(action: Action, more: string): Promise<Delivery> {
    const head = JSON.stringify({ kind: "subscription", action, id, verifier });
    try {
      const { status, body } = await httpClient.send({
        url,
        method: "POST",
        headers: { "content-type": "application/json", "subscription-protocol": callbackProtocol },
        body: `${head.slice(0, -1)}${more}}`,
        signal: AbortSignal.timeout(callbackTimeoutMs),
        kind: action === "next" ? "REPEATABLE_WRITE" : "READ",
      });
      body.on("error", () => {}).resume();
      if (status >= 200 && status < 300) return "TAKEN";
      return status >= 400 && status < 500 ? "GONE" : "FAILED";
    } catch {
      return "FAILED";
    }
  }

  /** Sends a message until the router takes it. */
  async function deliver(action: Action, more: string): Promise<Delivery> {
    for (let attempt = 1; ; attempt += 1) {
      const delivery = await post(action, more);
      if (delivery !== "FAILED" || attempt === callbackAttempts) return delivery;
      await sleep(callbackRetryMs * attempt, undefined, { ref: false });
    }
  }

  /** Checks after each interval that the router still has the subscription. */
  function beat(intervalMs: number, failures = 0): void {
    heartbeat = setTimeout(async () => {
      const delivery = await post("check", "");
      const failed = delivery === "FAILED" ? failures + 1 : 0;
      if (delivery === "GONE" || failed >= maxFailedHeartbeats) close("CLIENT_GONE");
      else if (!closed.aborted) beat(intervalMs, failed);
    }, intervalMs).unref();
  }

  if ((await deliver("check", "")) !== "TAKEN") throw notConfirmed();
  if (heartbeatMs !== null) beat(heartbeatMs);

  return {
    transport: "CALLBACK",
    closed,

    async send(result) {
      if (closed.aborted) return;
      if ((await deliver("next", `,"payload":${result}`)) !== "TAKEN") close("CLIENT_GONE");
    },

    async complete(errors) {
      clearTimeout(heartbeat);
      if (closed.aborted) return;
      await deliver("complete", errors === null ? "" : `,"errors":${JSON.stringify(errors)}`);
      close("CLIENT_GONE");
    },
  };
}

function notConfirmed(): HttpError {
  return new HttpError(
    502,
    "UNAVAILABLE",
    "The router did not confirm the subscription at its callback URL. Check that the gateway can reach it, then subscribe again.",
  );
}
