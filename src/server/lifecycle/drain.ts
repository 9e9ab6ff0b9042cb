import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { refusalSendMs, sendTimeoutMs } from "./constants.js";

export interface DrainOptions {
  /** The longest that a request may take. */
  readonly requestTimeoutMs: number;
  /** How long requests are still taken after `/readyz` has said that the gateway stops. */
  readonly shutdownDelayMs: number;
  /** The paths that are answered to the end: probes. */
  readonly probes: readonly string[];
  /** Answers a request that comes too late. */
  readonly refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/**
 * Lets a server stop without cutting an answer off: Node.js takes a connection for idle as soon as its answer is
 * written, whether or not it has been sent. First it only says that it stops, so that a load balancer goes elsewhere; then
 * it refuses requests with 503, and ends what has begun.
 */
export function createDrain(
  app: FastifyInstance,
  { requestTimeoutMs, shutdownDelayMs, probes, refuse }: DrainOptions,
) {
  let phase: "OPEN" | "ANNOUNCING" | "REFUSING" = "OPEN";
  const work = createTally();
  const answers = createTally();

  app.addHook("onRequest", async (request, reply) => {
    if (phase === "REFUSING" && !probes.includes(request.routeOptions.url ?? ""))
      return refuse(request, reply);
  });
  // A request whose body is not all there has not begun.
  app.addHook("preHandler", async (_request, reply) => {
    reply.raw.once("close", answers.begin());
  });
  app.addHook("onSend", async (_request, reply) => {
    // A connection that is kept alive would keep a closing server waiting, and bring it more requests.
    if (phase !== "OPEN") reply.header("connection", "close");
  });

  return {
    isStopping: (): boolean => phase !== "OPEN",

    /** Counts the work as begun until it has ended, even if its client has gone away: it may be a write. */
    async track<Result>(task: () => Promise<Result>): Promise<Result> {
      const end = work.begin();
      try {
        return await task();
      } finally {
        end();
      }
    },

    /** Says that it stops, waits, refuses what is new, waits until all that has begun is done and sent, and closes. */
    async close(closeServer: () => Promise<void>): Promise<void> {
      phase = "ANNOUNCING";
      await sleep(shutdownDelayMs);
      phase = "REFUSING";
      await atMost(work.none(), requestTimeoutMs + sendTimeoutMs);
      await atMost(answers.none(), sendTimeoutMs);
      // Neither a connection on which nothing was asked yet nor half a request is idle to Node.js.
      const hurry = setTimeout(() => app.server.closeAllConnections(), refusalSendMs);
      await closeServer();
      clearTimeout(hurry);
    },
  };
}

export type Drain = ReturnType<typeof createDrain>;

/** Counts what has begun and not ended. */
function createTally() {
  let count = 0;
  let waiting: (() => void)[] = [];
  return {
    /** Returns what is to be called when it has ended. */
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
