import { useQuery } from "@apollo/client/react";
import type { ReactNode } from "react";
import { useEffect, useRef } from "react";
import { actionsFor } from "../changes/actions";
import type { Change } from "../changes/change";
import type { WindowDetailsQuery } from "../graphql/graphql";
import { useCopy } from "../links/copy";
import { addressOfPage } from "../links/links";
import { dailyHours, whenOf } from "../list/when";
import { certaintyNames, consoleNames, providerNames, runStatusNames, statusNames } from "../names";
import { usePage } from "../page-context";
import { timeRange } from "../time";
import { windowQuery } from "./queries";
import "./details.css";

interface WindowDetailsProps {
  readonly id: string;
  readonly onClose: () => void;
}

type Details = NonNullable<WindowDetailsQuery["maintenanceWindow"]>;

/** All that is known about one window, and what can be done with it. The address contains its id. */
export function WindowDetails({ id, onClose }: WindowDetailsProps) {
  const { data, error, loading } = useQuery(windowQuery, { variables: { id }, errorPolicy: "all" });
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    title.current?.focus();
  }, []);
  const window = data?.maintenanceWindow;
  return (
    <dialog ref={dialog} className="details" aria-labelledby="details-title" onClose={onClose}>
      <header>
        <h2 id="details-title" ref={title} tabIndex={-1}>
          <bdi>{window?.title ?? (loading ? "Loading…" : "Window")}</bdi>
        </h2>
        <button type="button" className="icon" aria-label="Close" onClick={() => dialog.current?.close()}>
          <span aria-hidden="true">✕</span>
        </button>
      </header>
      {error !== undefined && (
        <p className="notice bad" role="alert">
          {error.message}
        </p>
      )}
      {window === null && error === undefined && (
        <p role="status">No source that you can read has this window. It may have been deleted.</p>
      )}
      {window === undefined && loading && <div className="skeleton" />}
      {window && <Facts window={window} />}
      {window && <Footer window={window} />}
    </dialog>
  );
}

function Facts({ window }: { readonly window: Details }) {
  const { timeZone, now } = usePage();
  const { text, detail } = whenOf(window, timeZone, now);
  return (
    <>
      <p className="state-line">
        <span className={`badge ${window.certainty}`}>{certaintyNames[window.certainty]}</span>{" "}
        <span className={`badge ${window.status}`}>{statusNames[window.status]}</span>{" "}
        {[text, detail].filter(Boolean).join(" · ")}
      </p>
      <dl>
        {window.__typename === "FlinkMaintenanceWindow" ? (
          <>
            <Fact name="Daily hours">{dailyHours(window, timeZone, now)}, always 8 hours</Fact>
            <Fact name="Application status">{window.application.status}</Fact>
            <Fact name="ARN">{window.application.id}</Fact>
            <Fact name="Runtime">{window.application.runtimeEnvironment}</Fact>
          </>
        ) : (
          <>
            <Fact name="Time">{timeRange(window, timeZone, now)}</Fact>
            <Fact name="Case query">{window.query === "" ? "All cases" : window.query}</Fact>
            <Fact name="Created by">{nameOf(window.createdBy)}</Fact>
            {window.updatedBy !== null && <Fact name="Changed by">{nameOf(window.updatedBy)}</Fact>}
          </>
        )}
        <Fact name="Source">
          {window.source.id} ({providerNames[window.provider]})
        </Fact>
        <Overlaps window={window} />
        <History window={window} />
      </dl>
    </>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </>
  );
}

function nameOf(user: { readonly id: string; readonly name: string | null } | null): string {
  return user === null ? "Not known" : (user.name ?? user.id);
}

function Overlaps({ window: { overlapping } }: { readonly window: Details }) {
  const { timeZone, now, onOpen } = usePage();
  const unread = overlapping.sources.filter(({ state }) => state !== "OK").map(({ source }) => source.id);
  return (
    <>
      <dt>Overlaps</dt>
      <dd>
        {overlapping.nodes.length === 0 &&
          (unread.length === 0
            ? "No other announced window"
            : `None known. Not read completely: ${unread.join(", ")}`)}
        <ul>
          {overlapping.nodes.map(({ window: { id, title }, firstOverlap }) => (
            <li key={id}>
              <button type="button" className="link" onClick={() => onOpen(id)}>
                <bdi>{title}</bdi>
              </button>{" "}
              <small>{timeRange(firstOverlap, timeZone, now)}</small>
            </li>
          ))}
          {overlapping.hasMore && <li>and more</li>}
        </ul>
      </dd>
    </>
  );
}

function History({ window }: { readonly window: Details }) {
  const { timeZone, now } = usePage();
  if (window.__typename !== "FlinkMaintenanceWindow") return null;
  const runs = window.application.maintenanceHistory;
  return (
    <>
      <dt>Past maintenance</dt>
      <dd>
        {runs === null && "Not known"}
        {runs?.length === 0 && "None recorded by AWS"}
        <ul>
          {runs?.map(({ operationId, startedAt, endedAt, status }) => (
            <li key={operationId}>
              {timeRange({ startsAt: startedAt, endsAt: endedAt ?? startedAt }, timeZone, now)},{" "}
              {runStatusNames[status].toLowerCase()}
            </li>
          ))}
        </ul>
      </dd>
    </>
  );
}

function Footer({ window }: { readonly window: Details }) {
  const { now, capabilitiesOf, onChange } = usePage();
  const copy = useCopy();
  return (
    <footer>
      <button type="button" className="plain" onClick={() => copy(addressOfPage(), "Link to the window")}>
        Copy link
      </button>
      {window.consoleUrl !== null && (
        <a href={window.consoleUrl} target="_blank" rel="noreferrer">
          Open {consoleNames[window.provider]}
        </a>
      )}
      <span className="changes">
        {actionsFor([window], capabilitiesOf, now).map(({ kind, label, change, isDestructive }) => (
          <button
            key={kind}
            type="button"
            className={isDestructive ? "destructive" : undefined}
            onClick={() => onChange(change as Change)}
          >
            {label}
          </button>
        ))}
      </span>
    </footer>
  );
}
