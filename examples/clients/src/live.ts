import type { Streams } from "./streams.ts";
import type { Timed, VerdictPolling } from "./verdict.ts";
import { followVerdict, untilNextChangeMs } from "./verdict.ts";

/** Longest timer of a browser, in milliseconds. A longer one fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Whether a result of a subscription is an event. Handle it like a mutation: somebody else may have made one. */
export const isEvent = (data: unknown): boolean =>
  typeof data === "object" && data !== null && "maintenanceWindowChanged" in data;

export interface Fallback {
  readonly streams: Pick<Streams, "areLive" | "onChange">;
  /** How long streams may have no result before the page polls, in milliseconds. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** Polls while streams do not work, for example behind a proxy that holds back events. The next result ends the polling. */
export function pollWhileNotLive(
  poll: (signal: AbortSignal) => Promise<void>,
  { streams, patienceMs, signal }: Fallback,
): void {
  let patience: ReturnType<typeof setTimeout> | undefined;
  let polling = new AbortController();
  function change(): void {
    clearTimeout(patience);
    polling.abort();
    if (signal.aborted || streams.areLive()) return;
    patience = setTimeout(() => {
      polling = new AbortController();
      void poll(polling.signal);
    }, patienceMs);
  }
  const stopListening = streams.onChange(change);
  signal.addEventListener("abort", () => {
    stopListening();
    change();
  });
  change();
}

export interface LiveVerdict<Answer extends Timed>
  extends Fallback,
    Pick<VerdictPolling<Answer>, "ask" | "show" | "limits"> {
  /** Subscribes, and returns the function that ends the subscription. */
  readonly subscribe: (next: (verdict: Answer) => void) => () => void;
}

/** What a page decides about a live verdict. */
export type LiveVerdictOptions<Answer extends Timed> = Omit<LiveVerdict<Answer>, "subscribe" | "ask">;

/** Shows each verdict that the gateway sends, until aborted. Asks for verdicts while streams do not work. */
export function followLiveVerdict<Answer extends Timed>({
  subscribe,
  ask,
  show,
  limits,
  ...fallback
}: LiveVerdict<Answer>): void {
  let expiry: ReturnType<typeof setTimeout> | undefined;
  const forget = () => clearTimeout(expiry);
  show(null);
  const unsubscribe = subscribe((verdict) => {
    forget();
    show(verdict);
    // A stream that works brings the next answer at that time.
    const holdsMs = untilNextChangeMs(verdict);
    if (holdsMs <= longestTimerMs) expiry = setTimeout(() => show(null), holdsMs);
  });
  fallback.signal.addEventListener("abort", () => {
    forget();
    unsubscribe();
  });
  pollWhileNotLive((signal) => {
    forget();
    return followVerdict({ ask, show, limits, signal });
  }, fallback);
}
