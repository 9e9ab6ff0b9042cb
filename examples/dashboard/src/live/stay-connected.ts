import { isUnauthenticated } from "../failure-codes";
import { reconnectDelayMs } from "./reconnect-delay";

/** How long streams must have been open for the next attempt to count as the first one. */
const stableMs = 10_000;

export interface ConnectionListener {
  readonly onOpen: () => void;
  /** Called when streams that were open have ended. */
  readonly onEnded: () => void;
  /** Called when an attempt has failed, or the token is no longer accepted. */
  readonly onFailed: () => void;
}

export interface Connection {
  /** Ends the wait for the next attempt. */
  readonly retryNow: () => void;
  readonly close: () => void;
}

/** Opens streams, and returns how to close them. */
export type OpenConnection = (
  listener: Pick<ConnectionListener, "onOpen"> & { readonly onEnd: (failure: unknown) => void },
) => () => void;

/** Opens streams again whenever they end, with growing delays while that fails. */
export function stayConnected(
  open: OpenConnection,
  { onOpen, onEnded, onFailed }: ConnectionListener,
  random: () => number = Math.random,
): Connection {
  let failedAttempts = 0;
  let close = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    timer = undefined;
    let openedAt: number | null = null;
    close = open({
      onOpen() {
        openedAt = performance.now();
        onOpen();
      },
      onEnd(failure) {
        const isStable = openedAt !== null && performance.now() - openedAt >= stableMs;
        timer = setTimeout(connect, reconnectDelayMs(failure, isStable ? 0 : failedAttempts, random));
        failedAttempts = isStable ? 0 : failedAttempts + 1;
        if (openedAt === null || isUnauthenticated(failure)) onFailed();
        else onEnded();
      },
    });
  }

  connect();
  return {
    retryNow() {
      if (timer === undefined) return;
      clearTimeout(timer);
      connect();
    },
    close() {
      clearTimeout(timer);
      close();
    },
  };
}
