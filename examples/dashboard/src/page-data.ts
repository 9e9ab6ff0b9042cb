import { useQuery } from "@apollo/client/react";
import { useMemo, useState } from "react";
import type { Address } from "./address";
import type { Filter } from "./filters/filter";
import { toSelection } from "./filters/filter";
import type { SourceStateFragment, SummaryQuery, VerdictFragment } from "./graphql/graphql";
import { summaryVariables } from "./list/list-queries";
import { summaryQuery } from "./list/queries";
import { doubtOf } from "./live/doubt";
import type { PageConnection } from "./live/use-connection";
import { useConnection } from "./live/use-connection";
import { useRefetches } from "./live/use-refetches";
import { verdictQuery } from "./overview/queries";

/** What the gateway says about the windows that the address selects. */
export interface PageData {
  readonly filter: Filter;
  readonly verdict: VerdictFragment | undefined;
  /** What the list shows. While windows of another filter load, those of the previous one. */
  readonly listed: { readonly filter: Filter; readonly summary: SummaryQuery } | null;
  /** All sources, also those that the filter leaves out. */
  readonly sources: readonly SourceStateFragment[];
  readonly isLoading: boolean;
  /** Error of the last queries. Stays while they are tried again. */
  readonly error: Error | undefined;
  readonly connection: PageConnection;
  /** Why the data may be wrong by now; null if there is no reason to think so. */
  readonly doubt: string | null;
}

export function usePageData({ search, provider, source, status, lasting }: Address): PageData {
  const filter = useMemo(() => ({ search, provider, source, status }), [search, provider, source, status]);
  const verdictVariables = { filter: toSelection(filter), lasting };
  const verdict = useQuery(verdictQuery, { variables: verdictVariables });
  const summary = useQuery(summaryQuery, { variables: summaryVariables(filter) });
  const isLoading = verdict.loading || summary.loading;

  const latestError = verdict.error ?? summary.error;
  // Apollo Client clears an error when a retry starts.
  const [error, setError] = useState(latestError);
  if (!isLoading && error !== latestError) setError(latestError);

  const answer = verdict.data?.maintenanceNow;
  const [listed, setListed] = useState<PageData["listed"]>(null);
  if (summary.data !== undefined && (listed?.summary !== summary.data || listed.filter !== filter))
    setListed({ filter, summary: summary.data });
  const connection = useConnection({
    verdict: verdictVariables,
    error,
    instants: answer?.nextChangeAt == null ? [] : [answer.nextChangeAt],
    ...useRefetches(),
  });
  return {
    filter,
    verdict: answer,
    listed,
    sources: listed?.summary.withoutSource.sources ?? answer?.sources ?? [],
    isLoading,
    error,
    connection,
    doubt: doubtOf(connection.state, connection.updatedAt(), new Date()),
  };
}
