import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";
import { maxSharedResultBytes, maxSharedVariablesLength } from "./constants.js";
import type { Subscription } from "./requested-subscriptions.js";

export type SharedResults = ReturnType<typeof createSharedResults>;

/**
 * Keeps the results of the last events, so that an event is executed once for many streams of the same operation, variables and
 * permissions. Streams of the same source get the same object for an event.
 */
export function createSharedResults() {
  const texts = new LRUCache<string, string>({
    maxSize: maxSharedResultBytes,
    sizeCalculation: (text, key) => 2 * (text.length + key.length),
  });
  const idOf = createIds();

  return {
    /** Returns the key of an operation's results; null if they cannot be shared. */
    keyOf({ document, operationName, variables }: OperationParts): string | null {
      const given = JSON.stringify([operationName, variables]);
      return given.length > maxSharedVariablesLength ? null : `${idOf(document)} ${given}`;
    },

    /** Returns the result for an event. Shares it only if `execute` returns it as complete data. */
    async resultFor(
      key: string | null,
      event: unknown,
      permissionsKey: string,
      execute: () => Promise<ResultText>,
    ): Promise<string> {
      if (key === null || typeof event !== "object" || event === null) return (await execute()).text;
      const whole = `${idOf(event)} ${permissionsKey} ${key}`;
      const known = texts.get(whole);
      if (known !== undefined) return known;
      const { text, isComplete } = await execute();
      if (isComplete) texts.set(whole, text);
      return text;
    },
  };
}

type OperationParts = Pick<Subscription, "operationName" | "variables"> & { readonly document: DocumentNode };

/** A result as JSON text. */
export interface ResultText {
  readonly text: string;
  /** Whether it is data without errors. An error contains the id of its request. */
  readonly isComplete: boolean;
}

/** Numbers objects. */
function createIds() {
  const ids = new WeakMap<object, number>();
  let last = 0;
  return (object: object): number => {
    const known = ids.get(object);
    if (known !== undefined) return known;
    last += 1;
    ids.set(object, last);
    return last;
  };
}
