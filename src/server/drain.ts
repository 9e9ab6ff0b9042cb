import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

export interface DrainOptions {
  /** The longest that a request may take. */
  readonly requestTimeoutMs: number;
  /** Answers a request that comes too late. */
  readonly refuse: (request: FastifyRequest, reply: FastifyReply) => FastifyReply;
}

/** A client that reads no further must not keep the process. */
const longestSendMs = 5_000;

/** Time enough for the last refusals to be sent. */
const refusalMs = 500;

/**
 * Lets a server stop without cutting an answer off: Node.js takes a connection for idle as soon as its answer is
 * written, whether or not it has been sent. From then on requests are refused with 503, so that a load balancer
 * goes elsewhere.
 */
export function createDrain(app: FastifyInstance, { requestTimeoutMs, refuse }: DrainOptions) {
  let stopping = false;
  const work = createTally();
  const answers = createTally();

  app.addHook("onRequest", async (request, reply) => {
    if (stopping) return refuse(request, reply);
  });
  // A request whose body is not all there has not begun.
  app.addHook("preHandler", async (_request, reply) => {
    reply.raw.once("close", answers.begin());
  });
  app.addHook("onSend", async (_request, reply) => {
    // A connection that is kept alive would keep a closing server waiting.
    if (stopping) reply.header("connection", "close");
  });

  return {
    /** Counts the work as begun until it has ended, even if its client has gone away: it may be a write. */
    async during<Result>(task: () => Promise<Result>): Promise<Result> {
      const end = work.begin();
      try {
        return await task();
      } finally {
        end();
      }
    },

    /** Refuses what is new, waits until all that has begun is done and sent, and closes. */
    async close(closeServer: () => Promise<void>): Promise<void> {
      stopping = true;
      await atMost(work.none(), requestTimeoutMs + longestSendMs);
      await atMost(answers.none(), longestSendMs);
      // Neither a connection on which nothing was asked yet nor half a request is idle to Node.js.
      const hurry = setTimeout(() => app.server.closeAllConnections(), refusalMs);
      await closeServer();
      clearTimeout(hurry);
    },
  };
}

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
