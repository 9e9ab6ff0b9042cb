/** Network of a client. It can lose a response, and knows when it is quiet. */
export function createNetwork() {
  let pending = 0;
  let losesNext = false;

  const fetchAndCount: typeof fetch = async (input, init) => {
    const isLost = losesNext;
    losesNext = false;
    pending += 1;
    try {
      const response = await fetch(input, init);
      const text = await response.text();
      if (isLost) throw new Error("The response was lost.");
      return new Response(text, response);
    } finally {
      // The client may send its next request as soon as it has this response.
      setTimeout(() => {
        pending -= 1;
      });
    }
  };

  return {
    fetch: fetchAndCount,
    /** Loses the response to the next request, which the gateway carries out. */
    loseNext() {
      losesNext = true;
    },
    async settle(): Promise<void> {
      for (let quiet = 0; quiet < 3; quiet = pending === 0 ? quiet + 1 : 0)
        await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}
