import * as v from "valibot";
import { HttpError } from "../http/http-error.js";
import { defaultCallbackHeartbeatMs, minCallbackHeartbeatMs } from "./constants.js";

/** A router's request to send the results of a subscription to it. */
export interface CallbackRequest {
  readonly url: URL;
  /** The router's name of the subscription. */
  readonly id: string;
  /** The router's secret for the subscription. Each message contains it. */
  readonly verifier: string;
  /** Interval at which the gateway checks that the router still has the subscription; null for never. */
  readonly heartbeatMs: number | null;
}

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000));

const schema = v.object({
  callbackUrl: text,
  subscriptionId: text,
  verifier: text,
  heartbeatIntervalMs: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(3_600_000)),
    defaultCallbackHeartbeatMs,
  ),
});

/**
 * Reads `extensions.subscription` of the subscription callback protocol. Throws HttpError if it is invalid, or if its URL does not
 * belong to a listed router: the URL comes from the request, and must not make the gateway call other hosts.
 */
export function readCallbackRequest(extension: unknown, origins: readonly string[]): CallbackRequest {
  const { success, output, issues } = v.safeParse(schema, extension);
  if (!success) {
    const path = issues.map((issue) => v.getDotPath(issue)).find((each) => each !== null);
    throw invalid(path === undefined ? "extensions.subscription" : `extensions.subscription.${path}`);
  }
  const { callbackUrl, subscriptionId: id, verifier, heartbeatIntervalMs } = output;
  if (!URL.canParse(callbackUrl)) throw invalid("extensions.subscription.callbackUrl");
  const url = new URL(callbackUrl);
  // Not `origin`, which for a blob URL is the one that its path names.
  if (!origins.includes(`${url.protocol}//${url.host}`) || url.username !== "" || url.password !== "")
    throw notListed();
  const heartbeatMs =
    heartbeatIntervalMs === 0 ? null : Math.max(minCallbackHeartbeatMs, heartbeatIntervalMs);
  return { url, id, verifier, heartbeatMs };
}

function invalid(path: string): HttpError {
  return new HttpError(
    400,
    "BAD_REQUEST",
    `${path} is missing or invalid. It must be as in the subscription callback protocol 1.0 of Apollo Router.`,
  );
}

function notListed(): HttpError {
  return new HttpError(
    403,
    "PERMISSION_DENIED",
    "The gateway sends results only to routers whose origin is in SUBSCRIPTION_CALLBACK_ORIGINS. Add the origin of the router's callback URL, or subscribe with the header accept: text/event-stream.",
  );
}
