import type { ServerResponse } from "node:http";
import { whenClosed } from "../http/when-closed.js";
import { heartbeatMs, slowReaderMs } from "./constants.js";
import type { ClosedBecause, Outlet } from "./outlet.js";

export interface EventStreamTimes {
  readonly heartbeatMs: number;
  readonly slowReaderMs: number;
}

/** A comment, which clients ignore. */
const heartbeat = ":\n\n";

const complete = "event: complete\ndata:\n\n";

const ownHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // nginx would otherwise collect events before it sends them.
  "x-accel-buffering": "no",
};

/**
 * Begins a response of server-sent events, by the protocol GraphQL over SSE in its mode of distinct connections. Each result waits
 * until the kernel has taken the one before, so a slow client takes no memory.
 */
export function beginEventStream(
  response: ServerResponse,
  headers: Readonly<Record<string, number | string | string[] | undefined>>,
  times: EventStreamTimes = { heartbeatMs, slowReaderMs },
): Outlet {
  const closing = new AbortController();
  /** Continues the sender that waits. */
  let written = () => {};
  const beat = setTimeout(() => {
    if (!response.writableNeedDrain) response.write(heartbeat);
    beat.refresh();
  }, times.heartbeatMs).unref();

  function close(reason: ClosedBecause): void {
    clearTimeout(beat);
    closing.abort(reason);
    written();
  }

  /** Disconnects the client unless the returned function is called in time. */
  function expectReading(): () => void {
    const timer = setTimeout(() => {
      close("SLOW_READER");
      response.destroy();
    }, times.slowReaderMs).unref();
    return () => clearTimeout(timer);
  }

  // Heartbeats show whether the client is there.
  response.socket?.setTimeout(0);
  response.writeHead(200, { ...headers, ...ownHeaders });
  // Some browsers report an open stream only after its first bytes.
  response.write(heartbeat);
  whenClosed(response, () => close("CLIENT_GONE"));

  async function send(result: string): Promise<void> {
    if (closing.signal.aborted) return;
    beat.refresh();
    const hasRead = expectReading();
    const { promise, resolve } = Promise.withResolvers<void>();
    written = resolve;
    response.write(`event: next\ndata: ${result}\n\n`, (error) => {
      // After an error, the response closes.
      if (!error) resolve();
    });
    await promise;
    hasRead();
  }

  return {
    transport: "SSE",
    closed: closing.signal,
    send,

    async complete(errors) {
      if (errors !== null) await send(JSON.stringify({ errors }));
      clearTimeout(beat);
      if (closing.signal.aborted) return;
      whenClosed(response, expectReading());
      response.end(complete);
    },
  };
}
