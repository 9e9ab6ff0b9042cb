import { useQuery } from "@apollo/client/react";
import { useState } from "react";
import type { SourceStateFragment } from "../graphql/graphql";
import { usePage } from "../page-context";
import { clockTime } from "../time";
import { problemsQuery } from "./queries";

/**
 * Warns that the page is incomplete or out of date if a source, or some of its windows, could not be read. One line that opens, so that
 * it does not push the windows off the screen.
 */
export function SourceProblems({ sources }: { readonly sources: readonly SourceStateFragment[] }) {
  const [isOpen, setIsOpen] = useState(false);
  const troubled = sources.filter(({ state }) => state !== "OK" && state !== "UNKNOWN");
  const isBad = troubled.some(({ state }) => state === "FAILED");
  const [first] = troubled;
  return (
    <div role="status" aria-atomic="false" className="source-problems">
      {first !== undefined && (
        <details
          className={`notice ${isBad ? "bad" : "careful"}`}
          onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}
        >
          <summary>
            {troubled.length === 1 ? (
              <Problem result={first} />
            ) : (
              `${troubled.length} of ${sources.length} sources could not be read completely. Windows may be missing.`
            )}
          </summary>
          {isOpen && <Reasons troubled={troubled} />}
        </details>
      )}
    </div>
  );
}

function Reasons({ troubled }: { readonly troubled: readonly SourceStateFragment[] }) {
  const { data } = useQuery(problemsQuery, {
    variables: { sources: troubled.map(({ source }) => source.id) },
  });
  const unreadableIn = (id: string) =>
    data?.maintenanceWindows.sources.find(({ source }) => source.id === id)?.unreadable ?? [];
  return (
    <ul>
      {troubled.map((result) => (
        <li key={result.source.id}>
          {troubled.length > 1 && <Problem result={result} />} <small>{result.error?.message}</small>
          <ul>
            {unreadableIn(result.source.id).map(({ id, error }) => (
              <li key={id ?? error.message}>
                <small>
                  {id ?? "A window without a readable id"}: {error.message}
                </small>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Problem({ result }: { readonly result: SourceStateFragment }) {
  const { source, state, fetchedAt, unreadableCount } = result;
  const { timeZone, now } = usePage();
  const since = fetchedAt === null ? "the last successful read" : clockTime(fetchedAt, timeZone, now);
  return (
    <>
      <strong>
        <bdi>{source.id}</bdi>
      </strong>
      {state === "FAILED" && " could not be read. Its windows are not shown."}
      {state === "STALE" && ` could not be refreshed. Showing its windows as of ${since}.`}
      {unreadableCount > 0 &&
        (unreadableCount === 1
          ? " 1 window could not be read and is not shown."
          : ` ${unreadableCount} windows could not be read and are not shown.`)}
    </>
  );
}
