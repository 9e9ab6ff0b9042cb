import type { CacheObserver } from "../../cache/cache-observer.js";
import type { UpstreamObserver } from "../../upstream/upstream-observer.js";
import type { RequestObserver } from "./request-observer.js";

/** Receives what happens in the gateway. Its functions never throw. */
export type GatewayObserver = UpstreamObserver & CacheObserver & RequestObserver;

/** One observer that passes events on to all that were added so far. Metrics, for example, are added after the start. */
export function createObservers() {
  const added: Partial<GatewayObserver>[] = [];
  const observer: GatewayObserver = {
    attemptEnded: (...event) => added.forEach((each) => void each.attemptEnded?.(...event)),
    readRetried: (...event) => added.forEach((each) => void each.readRetried?.(...event)),
    callRejected: (...event) => added.forEach((each) => void each.callRejected?.(...event)),
    circuitChanged: (...event) => added.forEach((each) => void each.circuitChanged?.(...event)),
    cacheRead: (...event) => added.forEach((each) => void each.cacheRead?.(...event)),
    operationAnswered: (...event) => added.forEach((each) => void each.operationAnswered?.(...event)),
    requestRefused: (...event) => added.forEach((each) => void each.requestRefused?.(...event)),
    writeEnded: (...event) => added.forEach((each) => void each.writeEnded?.(...event)),
  };
  return { observer, add: (another: Partial<GatewayObserver>) => void added.push(another) };
}
