import { useRef } from "react";
import type { WindowDetailsQuery } from "../graphql/graphql";
import { usePage } from "../page-context";
import { timeRange } from "../time";
import { allOverlaps } from "./queries";

interface OverlapsProps {
  readonly overlapping: NonNullable<WindowDetailsQuery["maintenanceWindow"]>["overlapping"];
  readonly onShowMore: () => void;
}

/** The other announced windows that are open at the same time. */
export function Overlaps({ overlapping: { nodes, sources, hasMore }, onShowMore }: OverlapsProps) {
  const { timeZone, now, onOpen } = usePage();
  const list = useRef<HTMLUListElement>(null);
  const unread = sources.filter(({ state }) => state !== "OK").map(({ source }) => source.id);
  return (
    <>
      <dt>Overlaps</dt>
      <dd>
        {nodes.length === 0 && unread.length === 0 && "No other announced window"}
        {nodes.length === 0 && unread.length > 0 && "None known. "}
        {nodes.length > 0 && (
          <ul ref={list} tabIndex={-1} aria-label="Overlaps">
            {nodes.map(({ window: { id, title }, firstOverlap }) => (
              <li key={id}>
                <button type="button" className="link" onClick={() => onOpen(id)}>
                  <bdi>{title}</bdi>
                </button>{" "}
                <small>{timeRange(firstOverlap, timeZone, now)}</small>
              </li>
            ))}
          </ul>
        )}
        {hasMore &&
          (nodes.length >= allOverlaps ? (
            `There are more than these ${allOverlaps}.`
          ) : (
            <button
              type="button"
              onClick={() => {
                onShowMore();
                // The button is about to disappear.
                list.current?.focus();
              }}
            >
              Show more overlaps
            </button>
          ))}
        {unread.length > 0 && <p>Not read completely: {unread.join(", ")}.</p>}
      </dd>
    </>
  );
}
