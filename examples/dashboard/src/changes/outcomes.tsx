import { usePage } from "../page-context";
import type { Row, Standing } from "./answers";
import { entriesOf, summaryOf } from "./entries";
import { Entry } from "./entry";
import { ShowFirst } from "./show-first";

interface OutcomesProps {
  readonly rows: readonly Row[];
  readonly isPreview: boolean;
  /** What happens to a window, for example `moved`. */
  readonly done: string;
}

/** The preview of a change, or its results for many windows: a summary, then the details, failures first. */
export function Outcomes({ rows, isPreview, done }: OutcomesProps) {
  const { timeZone, now } = usePage();
  const isOne = rows.length === 1;
  const standingNames: Readonly<Record<Standing, string | null>> = {
    failed: isPreview ? "Not possible" : "Failed",
    unknown: "May have been made",
    changed: null,
    unchanged: "Unchanged",
  };
  const entries = entriesOf(rows, timeZone, now);
  const hasFailed = entries.some(({ standing }) => standing === "failed" || standing === "unknown");
  const tone = hasFailed ? "careful" : isPreview ? "plain" : "good";
  return (
    <div className={`outcome notice ${tone}`} role="status" data-outcome="" tabIndex={-1}>
      <div>
        {isPreview && <strong>Preview: nothing has changed yet.</strong>}
        {!(isOne && isPreview) && <p className="summary">{summaryOf(rows, isPreview, done)}</p>}
        <p>
          <small>
            Times are in {timeZone}
            {entries.some(({ messages }) => messages.length > 0) && ", in messages of the gateway in UTC"}.
          </small>
        </p>
        <ShowFirst
          className="entries"
          items={entries}
          show={(entry) => (
            <Entry
              entry={entry}
              isNamed={!isOne}
              isOnly={entries.length === 1}
              standingNames={standingNames}
            />
          )}
        />
      </div>
    </div>
  );
}
