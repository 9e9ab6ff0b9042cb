import type { CacheObserver, ContentObserver } from "../../cache/cache-observer.js";
import type { NotificationObserver } from "../../notifications/delivery/delivery-log.js";
import type { UpstreamObserver } from "../../upstream/upstream-observer.js";
import type { LogObserver } from "./log-observer.js";
import type { RequestObserver } from "./request-observer.js";

/** Receives the gateway's events. Its functions never throw. */
export type GatewayObserver = UpstreamObserver &
  CacheObserver &
  ContentObserver &
  NotificationObserver &
  RequestObserver &
  LogObserver;

/** Creates one observer that passes events to all added observers. Some, such as metrics, are added later in startup. */
export function createObservers() {
  const added: Partial<GatewayObserver>[] = [];
  const observer: GatewayObserver = {
    attemptEnded: (...event) => added.forEach((each) => void each.attemptEnded?.(...event)),
    readRetried: (...event) => added.forEach((each) => void each.readRetried?.(...event)),
    callRejected: (...event) => added.forEach((each) => void each.callRejected?.(...event)),
    circuitChanged: (...event) => added.forEach((each) => void each.circuitChanged?.(...event)),
    cacheRead: (...event) => added.forEach((each) => void each.cacheRead?.(...event)),
    contentChanged: (...event) => added.forEach((each) => void each.contentChanged?.(...event)),
    refreshEnded: (...event) => added.forEach((each) => void each.refreshEnded?.(...event)),
    notificationEnded: (...event) => added.forEach((each) => void each.notificationEnded?.(...event)),
    operationAnswered: (...event) => added.forEach((each) => void each.operationAnswered?.(...event)),
    requestRefused: (...event) => added.forEach((each) => void each.requestRefused?.(...event)),
    eventSent: (...event) => added.forEach((each) => void each.eventSent?.(...event)),
    streamEnded: (...event) => added.forEach((each) => void each.streamEnded?.(...event)),
    refreshAccepted: (...event) => added.forEach((each) => void each.refreshAccepted?.(...event)),
    writeEnded: (...event) => added.forEach((each) => void each.writeEnded?.(...event)),
    logLineDropped: () => added.forEach((each) => void each.logLineDropped?.()),
    auditEventLost: () => added.forEach((each) => void each.auditEventLost?.()),
  };
  return { observer, add: (another: Partial<GatewayObserver>) => void added.push(another) };
}
