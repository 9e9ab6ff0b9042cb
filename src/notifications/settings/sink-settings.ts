import type { Certainty } from "../../domain/windows/certainty.js";
import type { NotificationType } from "../notification-type.js";

/** Selects the windows and sources that a sink is notified of. An absent field does not restrict it. */
export interface SinkFilter {
  readonly providers?: readonly string[] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly certainties: readonly Certainty[];
  readonly search?: string | undefined;
}

interface SinkBase {
  /** Unique among the sinks. */
  readonly name: string;
  /** A secret: its path and its query are never printed. */
  readonly url: URL;
  readonly events: readonly NotificationType[];
  /** How long before its opening a window opens soon, in milliseconds. */
  readonly opensSoonMs: number;
  readonly filter: SinkFilter;
  /** Whether requests can go to addresses that the Internet does not reach. */
  readonly allowPrivateAddresses: boolean;
}

/** A Slack incoming webhook. */
export interface SlackSink extends SinkBase {
  readonly type: "slack";
  /** The time zone of the times in messages. */
  readonly timeZone: string;
  /** A page that messages link to; null for none. */
  readonly dashboardUrl: URL | null;
}

/** A receiver of Standard Webhooks. */
export interface WebhookSink extends SinkBase {
  readonly type: "webhook";
  /** Each signs every request. More than one while a secret is rotated. */
  readonly secrets: readonly string[];
}

/** A receiver of notifications. */
export type Sink = SlackSink | WebhookSink;
