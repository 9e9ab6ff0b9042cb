import { pino } from "pino";
import type { LedState } from "../../src/cache/led-state.js";
import { localLedState } from "../../src/cache/led-state.js";
import type { MaintenanceEvent } from "../../src/domain/events/maintenance-event.js";
import { orderWindows } from "../../src/domain/lists/window-order.js";
import { createClock } from "../../src/domain/time/clock.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import type { FollowOptions } from "../../src/live/source-follower.js";
import { startNotifier } from "../../src/notifications/notifier.js";
import type { SlackSink, WebhookSink } from "../../src/notifications/settings/sink-settings.js";
import { watchForSecrets } from "../support/secrets.js";
import { at, source, upgrade } from "./windows.js";

export const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

const common = {
  events: ["OPENED", "CLOSED", "CREATED", "UPDATED", "DELETED"],
  opensSoonMs: 900_000,
  filter: { certainties: ["UNDERWAY", "DECLARED"] },
  allowPrivateAddresses: true,
} as const;

export const webhookSink = (url: URL, more: Partial<WebhookSink> = {}): WebhookSink => ({
  ...common,
  name: "bus",
  type: "webhook",
  url,
  secrets: [secret],
  ...more,
});

export const slackSink = (url: URL, more: Partial<SlackSink> = {}): SlackSink => ({
  ...common,
  name: "channel",
  type: "slack",
  url,
  timeZone: "UTC",
  dashboardUrl: null,
  ...more,
});

/** A clock by the clocks of this machine. */
export const realClock = createClock(Date.now, () => performance.now());

/** Repeats at once, so that no test waits. */
const quickly = { firstMs: 5, longestMs: 20, forMs: 60_000 };

export type TestNotifier = ReturnType<typeof startTestNotifier>;

/** Starts a notifier whose source does what the test says. */
export function startTestNotifier(
  sinks: readonly (WebhookSink | SlackSink)[],
  state: LedState = localLedState,
  timing = quickly,
) {
  const logs: Record<string, unknown>[] = [];
  const outcomes: string[] = [];
  let following: FollowOptions | null = null;
  const logger = pino(
    { base: null, timestamp: false },
    {
      write(line: string) {
        watchForSecrets(line, "log");
        logs.push(JSON.parse(line));
      },
    },
  );
  const notifier = startNotifier({
    sinks,
    state,
    follow(options) {
      following = options;
      return () => {
        following = null;
      };
    },
    sources: () => [source],
    network: { proxies: {}, certificateAuthorities: null, keepAliveTimeoutMs: 0 },
    clock: realClock,
    logger,
    observer: { notificationEnded: (sink, outcome) => void outcomes.push(`${sink} ${outcome}`) },
    timing,
    random: () => 1,
  });

  return {
    ...notifier,
    logs,
    outcomes,
    /** Whether the notifier follows its sources: only the leader does. */
    isFollowing: () => following !== null,
    /** What the notifier knew when it began to follow. */
    initial: () => following?.initial(0) ?? null,
    /** Lets this happen; then the source has these windows. */
    happen(
      events: readonly MaintenanceEvent[],
      windows: readonly ScheduledWindow[] = [upgrade],
      knownAt = at,
    ): void {
      if (following === null) throw new Error("Nobody follows the source.");
      const result = {
        source,
        state: "OK",
        fetchedAt: at,
        error: null,
        unreadableCount: 0,
        unreadable: [],
      } as const;
      const known = {
        at: knownAt,
        sources: new Map([[source.id, { result, windows, changedBy: new Map() }]]),
        ordered: orderWindows(windows, "NEXT_OCCURRENCE", knownAt),
        underwayIds: new Set<string>(),
      };
      following.onProgress([{ leadMs: 0, events, recoveries: [], interruptedIds: [], known }]);
    },
  };
}
