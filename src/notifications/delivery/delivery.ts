import { randomUUID } from "node:crypto";

/** A message that a sink has yet to receive. */
export interface Delivery {
  /** Unique to this event and sink. The same in each attempt, by any replica, so that receivers recognise duplicates. */
  readonly id: string;
  /** The name of the sink. */
  readonly sink: string;
  /** The type of the event, such as `maintenance.window.opened`. */
  readonly type: string;
  readonly createdAt: Date;
  /** Greater than those of all earlier deliveries. */
  readonly order: number;
  /** The same in each attempt. */
  readonly body: string;
}

/** Returns an id in the form that Standard Webhooks recommends. */
export function newDeliveryId(): string {
  return `msg_${randomUUID().replaceAll("-", "")}`;
}

/** The result of one attempt. GONE: the receiver no longer exists, and says so. */
export type AttemptOutcome =
  | { readonly kind: "DELIVERED" }
  | { readonly kind: "GONE" }
  | {
      readonly kind: "FAILED";
      /** A status or an error code. Contains nothing secret and no text of the receiver. */
      readonly problem: string;
      /** How long the receiver wants no request; null if it does not say. */
      readonly retryAfterMs: number | null;
    };

/**
 * Why a delivery is dropped. EXPIRED: it has failed for too long. OVERFLOW: too many wait. GONE: the receiver no longer exists.
 * NO_SINK: its sink is not configured any more. STOPPED: the process stops, and nothing is stored for the next one.
 */
export type DropReason = "EXPIRED" | "OVERFLOW" | "GONE" | "NO_SINK" | "STOPPED";

/** Receives what happens to deliveries. Its functions never throw. */
export interface DeliveryReport {
  readonly delivered: (delivery: Delivery) => void;
  readonly failed: (delivery: Delivery, problem: string) => void;
  readonly dropped: (delivery: Delivery, reason: DropReason) => void;
}
