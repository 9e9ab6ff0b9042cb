import type { UpstreamObserver } from "../datasources/upstream/observer.js";
import type { RequestObserver } from "./request-observer.js";

export type GatewayObserver = UpstreamObserver & RequestObserver;

/** Passes on what it is told to whoever has joined so far: who is no part of every start comes later. */
export function createObserverRelay() {
  const joined: Partial<GatewayObserver>[] = [];
  const relay: GatewayObserver = {
    attempted: (...given) => joined.forEach((observer) => void observer.attempted?.(...given)),
    repeated: (...given) => joined.forEach((observer) => void observer.repeated?.(...given)),
    rejected: (...given) => joined.forEach((observer) => void observer.rejected?.(...given)),
    remembered: (...given) => joined.forEach((observer) => void observer.remembered?.(...given)),
    circuitChanged: (...given) => joined.forEach((observer) => void observer.circuitChanged?.(...given)),
    operationAnswered: (...given) =>
      joined.forEach((observer) => void observer.operationAnswered?.(...given)),
    requestRefused: (...given) => joined.forEach((observer) => void observer.requestRefused?.(...given)),
    written: (...given) => joined.forEach((observer) => void observer.written?.(...given)),
  };
  return { relay, join: (observer: Partial<GatewayObserver>) => void joined.push(observer) };
}
