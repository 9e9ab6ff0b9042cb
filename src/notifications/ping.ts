import type { NetworkSettings } from "../network/network-settings.js";
import { newDeliveryId } from "./delivery/delivery.js";
import { createSender } from "./delivery/send-delivery.js";
import { pingBody } from "./messages/webhook-body.js";
import type { Sink } from "./settings/sink-settings.js";

/** What a test of one sink found out. */
export interface SinkCheck {
  readonly name: string;
  readonly type: Sink["type"];
  readonly host: string;
  /** NOT_SENT: the sink would show a test to people. */
  readonly ping: "ACCEPTED" | "REJECTED" | "NOT_SENT";
  /** A status or an error code; null if nothing failed. */
  readonly problem: string | null;
}

/** Sends one request of the type `ping` to each webhook, and nothing to Slack. */
export async function pingSinks(
  sinks: readonly Sink[],
  network: NetworkSettings,
  now: Date,
): Promise<readonly SinkCheck[]> {
  const sender = createSender(network);
  const never = new AbortController();
  const ping = async (sink: Sink): Promise<Pick<SinkCheck, "ping" | "problem">> => {
    if (sink.type === "slack") return { ping: "NOT_SENT", problem: null };
    const delivery = {
      id: newDeliveryId(),
      sink: sink.name,
      type: "ping",
      createdAt: now,
      order: 0,
      body: pingBody(sink.name, now),
    };
    const outcome = await sender.send(sink, delivery, now, never.signal);
    if (outcome.kind === "DELIVERED") return { ping: "ACCEPTED", problem: null };
    return { ping: "REJECTED", problem: outcome.kind === "GONE" ? "HTTP 410" : outcome.problem };
  };
  try {
    return await Promise.all(
      sinks.map(async (sink) => ({
        name: sink.name,
        type: sink.type,
        host: sink.url.host,
        ...(await ping(sink)),
      })),
    );
  } finally {
    sender.close();
  }
}
