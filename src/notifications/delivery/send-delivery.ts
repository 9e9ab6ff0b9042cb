import { createAddressGuard, PrivateAddressError } from "../../network/address-guard.js";
import type { HttpClient } from "../../network/http-client.js";
import { createHttpClient } from "../../network/http-client.js";
import type { HttpResponse } from "../../network/http-response.js";
import type { NetworkSettings } from "../../network/network-settings.js";
import { detailOf } from "../../upstream/classify-failure.js";
import { waitSeconds } from "../../upstream/requested-wait.js";
import { signedHeaders } from "../messages/sign.js";
import type { Sink } from "../settings/sink-settings.js";
import { attemptTimeoutMs } from "./constants.js";
import type { AttemptOutcome, Delivery } from "./delivery.js";

/** Creates the sender of deliveries. It uses the gateway's proxies, and no connection twice. */
export function createSender(network: NetworkSettings, guard = createAddressGuard()) {
  const anywhere = createHttpClient(network);
  const publicOnly = createHttpClient(network, undefined, guard);

  return {
    /** Makes one attempt. Never rejects. The body of the response is not read. */
    async send(sink: Sink, delivery: Delivery, sentAt: Date, signal: AbortSignal): Promise<AttemptOutcome> {
      const client: HttpClient = sink.allowPrivateAddresses ? anywhere : publicOnly;
      const { id, body } = delivery;
      const timeout = AbortSignal.timeout(attemptTimeoutMs);
      try {
        const response = await client.send({
          url: sink.url,
          method: "POST",
          headers: {
            "content-type": "application/json",
            "content-length": String(Buffer.byteLength(body)),
            "user-agent": "maintenance-gateway",
            ...(sink.type === "webhook" ? signedHeaders({ id, sentAt, body }, sink.secrets) : {}),
          },
          body,
          signal: AbortSignal.any([timeout, signal]),
          kind: "WRITE",
        });
        response.body.on("error", () => {}).destroy();
        return outcomeOf(response);
      } catch (error) {
        return { kind: "FAILED", problem: problemOf(error, timeout.aborted), retryAfterMs: null };
      }
    },

    close(): void {
      anywhere.close();
      publicOnly.close();
    },
  };
}

function outcomeOf({ status, headers }: HttpResponse): AttemptOutcome {
  if (status >= 200 && status < 300) return { kind: "DELIVERED" };
  if (status === 410) return { kind: "GONE" };
  const seconds = waitSeconds("retry-after", (name) => headers[name]);
  return {
    kind: "FAILED",
    problem: `HTTP ${status}`,
    retryAfterMs: seconds === null ? null : seconds * 1000,
  };
}

/** Returns a short description of an error. Node.js's own messages could contain the URL. */
function problemOf(error: unknown, isTimeout: boolean): string {
  if (error instanceof PrivateAddressError) return `${error.message}: set allowPrivateAddresses to allow it`;
  const detail = detailOf(error);
  if (detail !== null) return detail;
  if (isTimeout) return "TIMEOUT";
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? name;
}
