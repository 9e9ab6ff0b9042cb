import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";

/** Longer than any request may take; a client that reads no further must not keep the process. */
const longestWaitMs = 30_000;

/**
 * Lets a server stop without cutting an answer off: Node.js takes a connection for idle as soon as its answer is
 * written, whether or not it has been sent. From then on requests are refused with 503, so that a load balancer
 * goes elsewhere.
 */
export function createDrain(app: FastifyInstance) {
  let stopping = false;
  let unfinished = 0;
  const drained = Promise.withResolvers<void>();
  const check = () => {
    if (stopping && unfinished === 0) drained.resolve();
  };
  const begin = () => {
    unfinished += 1;
    return () => {
      unfinished -= 1;
      check();
    };
  };

  app.addHook("onRequest", async (_request, reply) => {
    if (stopping) return reply.code(503).send({ status: "stopping" });
    reply.raw.once("close", begin());
  });
  app.addHook("onSend", async (_request, reply) => {
    // A connection that is kept alive would keep a closing server waiting.
    if (stopping) reply.header("connection", "close");
  });

  return {
    /** Counts the work as begun until it has ended, even if its client has gone away: it may be a write. */
    async during<Result>(work: () => Promise<Result>): Promise<Result> {
      const end = begin();
      try {
        return await work();
      } finally {
        end();
      }
    },

    /** Refuses what is new, and waits until all that has begun is done and sent. */
    async wait(): Promise<void> {
      stopping = true;
      check();
      const longest = new AbortController();
      await Promise.race([
        drained.promise,
        sleep(longestWaitMs, undefined, { signal: longest.signal }).catch(() => {}),
      ]);
      longest.abort();
    },
  };
}
