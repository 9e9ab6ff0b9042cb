import type { SourceStateFragment, SummaryQuery } from "../graphql/graphql";
import { providerNames, sourceStateNames } from "../names";

interface SourceChipsProps {
  readonly sources: readonly SourceStateFragment[];
  /** Number of windows of each source under the other filters; null if it is not known. */
  readonly counts: SummaryQuery["withoutSource"]["counts"]["bySource"];
  /** Whether the states can be trusted: the page reaches the gateway. */
  readonly isCurrent: boolean;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: readonly string[]) => void;
}

/** The sources with their state and number of windows. Choosing some filters the page. */
export function SourceChips({ sources, counts, isCurrent, chosen, onChoose }: SourceChipsProps) {
  const toggle = (id: string) =>
    onChoose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <ul className="source-chips" aria-label="Sources">
      {sources.map(({ source, state }) => {
        const count = counts.find((one) => one.source.id === source.id)?.count;
        const stateName = isCurrent ? sourceStateNames[state] : "State not known";
        return (
          <li key={source.id}>
            <button
              type="button"
              aria-pressed={chosen.includes(source.id)}
              title={`${providerNames[source.provider]}, ${source.region ?? source.site}: ${stateName}`}
              onClick={() => toggle(source.id)}
            >
              <span className={`state ${isCurrent ? state : "UNKNOWN"}`} aria-hidden="true" />
              <bdi>{source.id}</bdi>
              <span className="count">{count?.toLocaleString("en-GB") ?? "?"}</span>
              {isCurrent && state === "OK" ? (
                <span className="hidden">windows, {stateName}</span>
              ) : (
                <span className="state-name">{stateName}</span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
