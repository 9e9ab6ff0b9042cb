import { useQuery } from "@apollo/client/react";
import { useState } from "react";
import type { MaintenanceWindowFilter, MaintenanceWindowOrder } from "../graphql/graphql";
import { usePage } from "../page-context";
import { windowsQuery } from "./queries";
import { Failure, Unfilled } from "./unfilled";
import { WindowRow } from "./window-row";

interface WindowPagesProps {
  readonly filter: MaintenanceWindowFilter;
  readonly orderBy: MaintenanceWindowOrder;
  /** Size of the first page. */
  readonly first: number;
  /** Number of windows that the filter is known to match. */
  readonly count: number;
  readonly after?: string | null;
  readonly className?: string | undefined;
}

/** Size of each further page. */
const furtherPage = 50;

/** One page of windows as the rows of a table, and the pages after it as the user asks for them. */
export function WindowPages({ filter, orderBy, first, count, after = null, className }: WindowPagesProps) {
  const { hasFailed } = usePage();
  const [showsMore, setShowsMore] = useState(false);
  const { data, previousData, error, loading, refetch } = useQuery(windowsQuery, {
    variables: { filter, orderBy, first, after },
  });
  // Keep the previous rows on screen while new ones load.
  const page = (data ?? previousData)?.maintenanceWindows;
  // The query itself reports the error.
  const retry = () => void refetch().catch(() => {});
  if (page === undefined)
    return (
      <Unfilled
        rows={Math.min(first, count)}
        isLoading={loading}
        error={error}
        onRetry={retry}
        className={className}
      />
    );
  const { nodes, pageInfo } = page;
  return (
    <>
      <tbody className={className}>
        {nodes.map((window) => (
          <WindowRow key={window.id} window={window} />
        ))}
        {error !== undefined && !hasFailed && <Failure error={error} onRetry={retry} />}
        {pageInfo.hasNextPage && !showsMore && (
          <tr className="more">
            <td colSpan={5}>
              <button type="button" onClick={() => setShowsMore(true)}>
                Show more
              </button>
            </td>
          </tr>
        )}
      </tbody>
      {pageInfo.hasNextPage && showsMore && (
        <WindowPages
          filter={filter}
          orderBy={orderBy}
          first={furtherPage}
          count={count - first}
          after={pageInfo.endCursor}
          className={className}
        />
      )}
    </>
  );
}
