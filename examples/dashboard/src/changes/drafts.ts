import type { ApolloClient } from "@apollo/client";
import type { Row } from "./answers";
import type { Change } from "./change";
import type { Entered } from "./entered";

/** A form that was closed without a result. */
export interface Draft extends Entered {
  /** The answers that left its creations in doubt; none if nothing is in doubt. */
  readonly rows: readonly Row[];
}

const draftsOf = new WeakMap<ApolloClient, Map<string, Draft>>();

/**
 * What the user entered in each form, kept until the change is made: if the form is opened again, it continues from there. A form
 * that may have created windows continues with the same idempotency key, and creates no second window.
 */
export function drafts(client: ApolloClient) {
  const all = draftsOf.get(client) ?? new Map<string, Draft>();
  draftsOf.set(client, all);
  return {
    of: (change: Change) => all.get(nameOf(change)) ?? null,
    keep: (change: Change, draft: Draft) => void all.set(nameOf(change), draft),
    drop: (change: Change) => void all.delete(nameOf(change)),
  };
}

export const createsWindows = ({ kind }: Change) => kind === "create" || kind === "clone";

function nameOf(change: Change): string {
  return change.kind === "create" ? change.kind : [change.kind, ...change.windows.map(({ id }) => id)].join();
}
