/** The waiting elements of one flow. */
interface Flow<Element> {
  readonly urgent: Element[];
  readonly others: Element[];
}

/**
 * Creates a queue that serves its flows, such as callers, in rotation: one element of each flow, then the next of each (round-robin
 * scheduling). So a flow with many elements delays its own later ones, not those of the others. Within a flow, urgent elements come
 * first.
 */
export function createFairQueue<Element>() {
  /** The flows with waiting elements. The first is the next to be served. */
  const flows = new Map<string, Flow<Element>>();
  let size = 0;

  const isEmpty = ({ urgent, others }: Flow<Element>) => urgent.length === 0 && others.length === 0;

  return {
    size: () => size,

    enqueue(element: Element, flow: string, isUrgent = false): void {
      const waiting = flows.get(flow) ?? { urgent: [], others: [] };
      flows.set(flow, waiting);
      (isUrgent ? waiting.urgent : waiting.others).push(element);
      size += 1;
    },

    dequeue(): Element | undefined {
      const [next] = flows;
      if (next === undefined) return undefined;
      const [flow, waiting] = next;
      const first = waiting.urgent.shift() ?? waiting.others.shift();
      flows.delete(flow);
      // The flow is served next after all others.
      if (!isEmpty(waiting)) flows.set(flow, waiting);
      size -= 1;
      return first;
    },

    /** Returns the first element of a flow that is not urgent. */
    firstOf: (flow: string): Element | undefined => flows.get(flow)?.others[0],

    /** Removes the first element that matches. */
    remove(matches: (element: Element) => boolean): void {
      for (const [flow, waiting] of flows) {
        for (const elements of [waiting.urgent, waiting.others]) {
          const index = elements.findIndex(matches);
          if (index < 0) continue;
          elements.splice(index, 1);
          if (isEmpty(waiting)) flows.delete(flow);
          size -= 1;
          return;
        }
      }
    },
  };
}
