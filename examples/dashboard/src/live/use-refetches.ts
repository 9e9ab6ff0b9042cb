import { useApolloClient } from "@apollo/client/react";
import { useMemo } from "react";

export interface Refetches {
  /** Queries everything on the page again. Rejects if that fails. */
  readonly refresh: () => Promise<unknown>;
  /** Queries all but the verdict, which has a stream of its own. */
  readonly refreshLists: () => Promise<unknown>;
}

export function useRefetches(): Refetches {
  const client = useApolloClient();
  return useMemo(
    () => ({
      refresh: () => client.refetchQueries({ include: "active" }),
      refreshLists: () =>
        client.refetchQueries({
          include: "active",
          onQueryUpdated: ({ queryName }) => queryName !== "Verdict",
        }),
    }),
    [client],
  );
}
