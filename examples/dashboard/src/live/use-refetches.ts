import type { ObservableQuery } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useMemo } from "react";

export interface Refetches {
  /** Queries everything on the page again. Rejects if that fails. */
  readonly refresh: () => Promise<unknown>;
  /** Queries all but the verdict, which has a stream of its own. */
  readonly refreshLists: () => Promise<unknown>;
}

/** Some queries only read what others have put in the cache. */
const isSent = ({ options }: ObservableQuery<unknown>) => options.fetchPolicy !== "cache-only";

export function useRefetches(): Refetches {
  const client = useApolloClient();
  return useMemo(
    () => ({
      refresh: () => client.refetchQueries({ include: "active", onQueryUpdated: isSent }),
      refreshLists: () =>
        client.refetchQueries({
          include: "active",
          onQueryUpdated: (query) => isSent(query) && query.queryName !== "Verdict",
        }),
    }),
    [client],
  );
}
