import type { Registry } from "prom-client";
import { Counter, Gauge } from "prom-client";
import type { RequestObserver } from "./request-observer.js";

/** Creates the metrics of streams. `openStreams` returns how many are open, by transport. */
export function createStreamMetrics(
  registry: Registry,
  openStreams: () => Readonly<Record<string, number>>,
): Pick<RequestObserver, "eventSent" | "streamEnded"> {
  const registers = [registry];
  const streamedEvents = new Counter({
    name: "maintenance_gateway_streamed_events_total",
    help: "Results that were sent to the clients of streams, by transport.",
    labelNames: ["transport"],
    registers,
  });
  const endedStreams = new Counter({
    name: "maintenance_gateway_streams_ended_total",
    help: "Streams that have ended, by reason: CLIENT_GONE, SLOW_READER, COMPLETED, or the code of the last error.",
    labelNames: ["transport", "reason"],
    registers,
  });
  new Gauge({
    name: "maintenance_gateway_open_streams",
    help: "Streams that are open, by transport.",
    labelNames: ["transport"],
    registers,
    collect() {
      for (const [transport, count] of Object.entries(openStreams())) this.set({ transport }, count);
    },
  });
  return {
    eventSent: (transport) => streamedEvents.inc({ transport }),
    streamEnded: ({ transport, reason }) => endedStreams.inc({ transport, reason }),
  };
}
