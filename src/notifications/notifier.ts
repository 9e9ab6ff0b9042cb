import type { Logger } from "pino";
import type { LedState } from "../cache/led-state.js";
import type { MaintenanceSource } from "../domain/sources.js";
import type { Clock } from "../domain/time/clock.js";
import type { Live } from "../live/live.js";
import type { NetworkSettings } from "../network/network-settings.js";
import { createTimer } from "../scheduling/timer.js";
import { retryTiming } from "./delivery/constants.js";
import type { AttemptOutcome, Delivery } from "./delivery/delivery.js";
import type { NotificationObserver } from "./delivery/delivery-log.js";
import { createDeliveryLog } from "./delivery/delivery-log.js";
import { createOutbox } from "./delivery/outbox.js";
import { createSender } from "./delivery/send-delivery.js";
import { createMemory } from "./leader/memory.js";
import type { Term } from "./leader/term.js";
import { beginTerm } from "./leader/term.js";
import type { Sink } from "./settings/sink-settings.js";

export interface NotifierOptions {
  readonly sinks: readonly Sink[];
  readonly state: LedState;
  readonly follow: Live["follow"];
  readonly sources: () => readonly MaintenanceSource[];
  readonly network: NetworkSettings;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly observer: NotificationObserver;
  readonly timing?: typeof retryTiming;
  readonly random?: () => number;
}

/** What a process does for notifications. */
export interface Notifier {
  readonly isLeader: () => boolean;
  /** How many deliveries each sink is owed. Empty if another replica sends them. */
  readonly owed: () => ReadonlyMap<string, number>;
  /** Ends the notifications of this process, so that another replica can continue them at once. */
  readonly stop: () => Promise<void>;
}

/** Starts the notifications. Of several replicas, one sends them: the leader of their shared state. */
export function startNotifier(options: NotifierOptions): Notifier {
  const { sinks, state, follow, sources, network, clock, logger, observer } = options;
  const { timing = retryTiming, random = Math.random } = options;
  const sender = createSender(network);
  const memory = createMemory();
  const report = createDeliveryLog(sinks, logger, observer);
  const goneSinks = new Set<string>();
  const onUnexpected = (err: unknown) => logger.error({ err }, "unexpected error");
  const timer = createTimer(renew, onUnexpected);
  let term: Term | null = null;
  let renewing: Promise<void> | null = null;
  let isStopping = false;

  function renew(): Promise<void> {
    renewing ??= state
      .lead()
      .then((isLeader) => {
        if (isStopping) return;
        if (isLeader && term === null) begin();
        else if (!isLeader && term !== null) end();
        // Without this, the process would repeat old events if it led again after Redis had lost the state.
        if (!isLeader && state.isFollower()) memory.forget();
      })
      .finally(() => {
        renewing = null;
        if (!isStopping) timer.setIn(state.renewMs);
      });
    return renewing;
  }

  function begin(): void {
    logger.info("this replica sends the notifications");
    term = beginTerm({
      sinks,
      state,
      follow,
      sources,
      clock,
      memory,
      openOutbox: (onEnded) =>
        createOutbox({
          sinks,
          goneSinks,
          attempt,
          report,
          onEnded,
          timing,
          clock,
          random,
          onUnexpected,
        }),
      onLost: end,
    });
    term.start().catch((error: unknown) => {
      onUnexpected(error);
      end();
    });
  }

  function end(): void {
    logger.info("this replica has stopped sending the notifications");
    term?.close();
    term = null;
  }

  /** If the process was blocked for so long that another one may lead, it first finds out. Never rejects. */
  async function attempt(sink: Sink, delivery: Delivery, signal: AbortSignal): Promise<AttemptOutcome> {
    if (!state.isLeader()) await renew();
    if (!state.isLeader()) return { kind: "FAILED", problem: "NOT_LEADER", retryAfterMs: null };
    return sender.send(sink, delivery, clock().now, signal);
  }

  void renew();
  return {
    isLeader: () => term !== null && state.isLeader(),
    owed: () => term?.owed() ?? new Map(),
    async stop() {
      isStopping = true;
      timer.clear();
      await renewing;
      await term?.finish();
      term = null;
      if (!state.isDurable) for (const delivery of memory.deliveries()) report.dropped(delivery, "STOPPED");
      await state.release();
      sender.close();
    },
  };
}
