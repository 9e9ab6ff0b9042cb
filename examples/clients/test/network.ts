/** Network of a client. It can lose or hold back a response, and knows when it is quiet. */
export function createNetwork(fetch = globalThis.fetch) {
  let pending = 0;
  let losesNext = false;
  let holds: Promise<void> | undefined;
  let held = 0;

  const fetchAndCount: typeof fetch = async (input, init) => {
    const [isLost, isHeld] = [losesNext, holds];
    [losesNext, holds] = [false, undefined];
    pending += 1;
    try {
      const response = await fetch(input, init);
      const text = await response.text();
      if (isLost) throw new Error("The response was lost.");
      held += 1;
      await isHeld;
      held -= 1;
      return new Response(text, response);
    } finally {
      // The client may send its next request as soon as it has this response.
      setTimeout(() => {
        pending -= 1;
      });
    }
  };

  /** Waits until every response has arrived or is held back. */
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet = pending === held ? quiet + 1 : 0)
      await new Promise((resolve) => setTimeout(resolve, 1));
  }

  return {
    fetch: fetchAndCount,
    settle,
    /** Loses the response to the next request, which the gateway carries out. */
    loseNext() {
      losesNext = true;
    },
    /** Holds back the response to a request that `send` causes, while `meanwhile` runs. */
    async hold(send: () => Promise<unknown>, meanwhile: () => Promise<unknown>): Promise<void> {
      const { promise, resolve } = Promise.withResolvers<void>();
      holds = promise;
      const sent = send();
      await settle();
      holds = undefined;
      await meanwhile();
      resolve();
      await sent;
    },
  };
}
