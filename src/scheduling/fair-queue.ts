/**
 * Creates a queue that serves its flows, such as callers, in rotation: one element of each flow, then the next of each (round-robin
 * scheduling). So a flow with many elements delays its own later ones, not those of the others.
 */
export function createFairQueue<Element>() {
  /** The flows with waiting elements. The first is the next to be served. */
  const flows = new Map<string, Element[]>();
  let size = 0;

  return {
    size: () => size,

    enqueue(element: Element, flow: string): void {
      const waiting = flows.get(flow);
      if (waiting === undefined) flows.set(flow, [element]);
      else waiting.push(element);
      size += 1;
    },

    dequeue(): Element | undefined {
      const [next] = flows;
      if (next === undefined) return undefined;
      const [flow, waiting] = next;
      const first = waiting.shift();
      flows.delete(flow);
      // The flow is served next after all others.
      if (waiting.length > 0) flows.set(flow, waiting);
      size -= 1;
      return first;
    },

    /** Removes the first element that matches. */
    remove(matches: (element: Element) => boolean): void {
      for (const [flow, waiting] of flows) {
        const index = waiting.findIndex(matches);
        if (index < 0) continue;
        waiting.splice(index, 1);
        if (waiting.length === 0) flows.delete(flow);
        size -= 1;
        return;
      }
    },
  };
}
