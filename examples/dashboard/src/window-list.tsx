import { useEffect, useRef } from "react";
import type { Change } from "./changes/change-dialog";
import type { SourceStateFragment } from "./graphql/graphql";
import type { Window } from "./names";
import { certaintyNames, providerNames, statusNames } from "./names";
import { clockTime, fromNow } from "./time";

interface WindowListProps {
  readonly windows: readonly Window[];
  readonly totalCount: number;
  readonly sources: readonly SourceStateFragment[];
  readonly isFiltered: boolean;
  /** Whether windows for new filters are loading. */
  readonly isLooking: boolean;
  readonly timeZone: string;
  readonly now: Date;
  readonly onChange: (change: Change) => void;
  /** Null if the page shows the maximum number of windows. */
  readonly onMore: (() => void) | null;
  readonly onClear: () => void;
}

export function WindowList(props: WindowListProps) {
  const { windows, totalCount, sources, isFiltered, isLooking, timeZone, now, onChange, onMore, onClear } =
    props;
  const mayUpdate = new Set(
    sources.filter(({ source }) => source.capabilities.update).map(({ source }) => source.id),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  const hasMore = windows.length < totalCount && onMore !== null;
  const hadMore = useRef(false);
  useEffect(() => {
    // "Show more" disappears after the last page: move its focus to the list.
    if (hadMore.current && !hasMore && document.activeElement === document.body) heading.current?.focus();
    hadMore.current = hasMore;
  }, [hasMore]);

  return (
    <section className="card" aria-labelledby="windows">
      <h2 id="windows" ref={heading} tabIndex={-1}>
        Windows
      </h2>
      <p role="status" className="count">
        {isLooking ? "Loading…" : count(windows.length, totalCount)}
      </p>
      {windows.length === 0 ? (
        <div className="calm">
          <p>{isFiltered ? "No windows match these filters." : "No open or scheduled windows."}</p>
          {isFiltered && (
            <button type="button" onClick={onClear}>
              Clear filters
            </button>
          )}
        </div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboard users must be able to scroll it.
        <section className="scroll" tabIndex={0} aria-label="Windows table">
          <table>
            <thead>
              <tr>
                <th scope="col">Window</th>
                <th scope="col">Source</th>
                <th scope="col">Status</th>
                <th scope="col">Starts</th>
                <th scope="col">Ends</th>
                <th scope="col">
                  <span className="hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {windows.map((window) => {
                const opening = window.nextOccurrence ?? lastOf(window);
                return (
                  <tr key={window.id}>
                    <th scope="row">
                      <div className="named">
                        <span className={`mark ${window.provider}`} aria-hidden="true" />
                        <span>
                          <bdi>{window.title}</bdi>
                          <small>
                            <bdi>{detail(window)}</bdi>
                          </small>
                        </span>
                      </div>
                    </th>
                    <td>{window.source.id}</td>
                    <td>
                      <span className={`badge ${window.status}`}>{statusNames[window.status]}</span>{" "}
                      <span className={`badge ${window.certainty}`}>{certaintyNames[window.certainty]}</span>
                    </td>
                    <td>{opening && <Time instant={opening.startsAt} timeZone={timeZone} now={now} />}</td>
                    <td>{opening && <Time instant={opening.endsAt} timeZone={timeZone} now={now} />}</td>
                    <td className="actions">
                      {mayUpdate.has(window.source.id) && <Actions window={window} onChange={onChange} />}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      )}
      {windows.length < totalCount &&
        (onMore === null ? (
          <p className="calm">
            Only the first {windows.length} windows are shown. Use the filters to find the rest.
          </p>
        ) : (
          <button type="button" onClick={onMore}>
            Show more
          </button>
        ))}
    </section>
  );
}

/** Buttons for the changes that the window allows now. */
export function Actions({
  window,
  onChange,
}: {
  readonly window: Window;
  readonly onChange: (change: Change) => void;
}) {
  const named = (verb: string) => ({ "aria-label": `${verb} ${window.title}` });
  if (window.__typename === "FlinkMaintenanceWindow") {
    return (
      <button type="button" {...named("Move")} onClick={() => onChange({ kind: "move", window })}>
        Move
      </button>
    );
  }
  return (
    <>
      {window.status === "ACTIVE" && (
        <button type="button" {...named("End")} onClick={() => onChange({ kind: "end", window })}>
          End
        </button>
      )}
      <button type="button" {...named("Extend")} onClick={() => onChange({ kind: "extend", window })}>
        Extend
      </button>
    </>
  );
}

function Time({
  instant,
  timeZone,
  now,
}: {
  readonly instant: string;
  readonly timeZone: string;
  readonly now: Date;
}) {
  return (
    <time dateTime={instant}>
      {clockTime(instant, timeZone, now)}
      <small>{fromNow(instant, now)}</small>
    </time>
  );
}

/** Times of a window without a next occurrence. */
function lastOf(window: Window) {
  if (window.__typename === "FlinkMaintenanceWindow") return null;
  return { startsAt: window.startsAt, endsAt: window.endsAt };
}

function detail(window: Window): string {
  if (window.__typename === "DatadogMaintenanceWindow") return window.query;
  return `${providerNames[window.provider]}, daily ${window.startTime} to ${window.endTime} UTC`;
}

function count(shown: number, total: number): string {
  if (shown < total) return `${shown} of ${total} windows`;
  return total === 1 ? "1 window" : `${total} windows`;
}
