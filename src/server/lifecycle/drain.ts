import { setImmediate as nextIteration, setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { whenClosed } from "../http/when-closed.js";
import { acceptMs, quietMs, refusalSendMs, sendTimeoutMs } from "./constants.js";

export interface DrainOptions {
  /** Maximum duration of a request. */
  readonly requestTimeoutMs: number;
  /** How long requests are still accepted after `/readyz` starts to return 503. */
  readonly shutdownDelayMs: number;
  /** The paths of the probes, which are served until the end. */
  readonly probes: readonly string[];
  /** Rejects a request that arrives after `shutdownDelayMs`. */
  readonly refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
  /** Ends the responses that would otherwise last until their clients leave. */
  readonly endStreams: () => void;
}

/**
 * Drains a server without cutting off a response: Node.js considers a connection idle as soon as its response is written, even
 * if it has not been sent. The drain first announces the shutdown, so that load balancers use other replicas. Then it
 * rejects new requests with 503 and finishes those in progress.
 */
export function createDrain(
  app: FastifyInstance,
  { requestTimeoutMs, shutdownDelayMs, probes, refuse, endStreams }: DrainOptions,
) {
  let phase: "OPEN" | "ANNOUNCING" | "REFUSING" = "OPEN";
  const work = createTally();
  const answers = createTally();
  /** Set when the server begins to stop listening. Requests wait for its end, because rejected clients would connect again. */
  let stoppingToListen: Promise<void> | null = null;

  app.addHook("onRequest", (request, reply, done) => {
    if (phase !== "REFUSING" || probes.includes(request.routeOptions.url ?? "")) done();
    else if (stoppingToListen === null) refuse(request, reply);
    else void stoppingToListen.then(() => refuse(request, reply));
  });
  // A request counts only after its body has arrived.
  app.addHook("preHandler", (_request, reply, done) => {
    whenClosed(reply.raw, answers.begin());
    done();
  });
  app.addHook("onSend", (_request, reply, payload, done) => {
    // A keep-alive connection would delay the shutdown and bring more requests.
    if (phase !== "OPEN") reply.header("connection", "close");
    done(null, payload);
  });

  /**
   * Stops listening. The kernel resets connections that the process has not accepted by then, and Node.js accepts only one in
   * each iteration of the event loop. So this waits until none has arrived for `quietMs`, for at most `acceptMs`.
   */
  async function stopListening(): Promise<void> {
    let acceptedAt = performance.now();
    const endsAt = acceptedAt + acceptMs;
    const onConnection = () => {
      acceptedAt = performance.now();
    };
    app.server.on("connection", onConnection);
    while (performance.now() < Math.min(acceptedAt + quietMs, endsAt)) await nextIteration();
    app.server.off("connection", onConnection);
    app.server.close();
  }

  return {
    isStopping: (): boolean => phase !== "OPEN",

    /** Makes the shutdown wait for the task, even if its client has disconnected, because it can be a write. */
    async track<Result>(task: () => Promise<Result>): Promise<Result> {
      const end = work.begin();
      try {
        return await task();
      } finally {
        end();
      }
    },

    /** Announces the shutdown, waits, rejects new requests, waits for those in progress, and closes the server. */
    async close(closeServer: () => Promise<void>): Promise<void> {
      phase = "ANNOUNCING";
      await sleep(shutdownDelayMs);
      phase = "REFUSING";
      endStreams();
      await atMost(work.none(), requestTimeoutMs + sendTimeoutMs);
      await atMost(answers.none(), sendTimeoutMs);
      stoppingToListen = stopListening();
      await stoppingToListen;
      // Node.js does not consider a connection idle before its first request or during an incomplete one.
      const hurry = setTimeout(() => app.server.closeAllConnections(), refusalSendMs);
      await closeServer();
      clearTimeout(hurry);
    },
  };
}

export type Drain = ReturnType<typeof createDrain>;

/** Counts tasks in progress. */
function createTally() {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    /** Starts a task. Call the returned function when the task ends. */
    begin(): () => void {
      count += 1;
      return () => {
        count -= 1;
        if (count > 0) return;
        for (const resolve of waiting) resolve();
        waiting = [];
      };
    },
    none: (): Promise<void> =>
      count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
  };
}

async function atMost(promise: Promise<void>, longestMs: number): Promise<void> {
  await Promise.race([promise, sleep(longestMs, undefined, { ref: false })]);
}
