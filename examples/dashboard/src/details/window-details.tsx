import { useQuery } from "@apollo/client/react";
import type { ReactNode } from "react";
import { useEffect, useRef, useState } from "react";
import { actionsFor } from "../changes/actions";
import type { Change } from "../changes/change";
import type { WindowDetailsQuery } from "../graphql/graphql";
import { useCopy } from "../links/copy";
import { addressOfPage } from "../links/links";
import { CertaintyBadge, isUncertain, StatusBadge } from "../list/badges";
import { dailyHours, whenOf } from "../list/when";
import { consoleNames, providerNames } from "../names";
import { usePage } from "../page-context";
import { timeRange } from "../time";
import { Overlaps } from "./overlaps";
import { allOverlaps, firstOverlaps, windowQuery } from "./queries";
import { runText } from "./run-text";
import "./details.css";

interface WindowDetailsProps {
  readonly id: string;
  readonly onClose: () => void;
}

type Details = NonNullable<WindowDetailsQuery["maintenanceWindow"]>;

/** All that is known about one window, and what can be done with it. The address contains its id. */
export function WindowDetails({ id, onClose }: WindowDetailsProps) {
  const [overlaps, setOverlaps] = useState(firstOverlaps);
  const { data, previousData, error, loading } = useQuery(windowQuery, {
    variables: { id, overlaps },
    errorPolicy: "all",
  });
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    title.current?.focus();
  }, []);
  // The window stays while more of its overlaps load.
  const window = (data ?? previousData)?.maintenanceWindow;
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
      {window && <Facts window={window} onMoreOverlaps={() => setOverlaps(allOverlaps)} />}
      {window && <Footer window={window} />}
    </dialog>
  );
}

interface FactsProps {
  readonly window: Details;
  readonly onMoreOverlaps: () => void;
}

function Facts({ window, onMoreOverlaps }: FactsProps) {
  const { timeZone, now } = usePage();
  const { text, detail } = whenOf(window, timeZone, now);
  return (
    <>
      <p className="state-line">
        <StatusBadge {...window} /> {isUncertain(window) && <CertaintyBadge {...window} />}{" "}
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
        <Overlaps overlapping={window.overlapping} onShowMore={onMoreOverlaps} />
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

function History({ window }: { readonly window: Details }) {
  const { timeZone, now } = usePage();
  if (window.__typename !== "FlinkMaintenanceWindow") return null;
  const runs = window.application.maintenanceHistory;
  return (
    <>
      <dt>Latest maintenance</dt>
      <dd>
        {runs === null && "Not known"}
        {runs?.length === 0 && "None recorded by AWS"}
        <ul>
          {runs?.map((run) => (
            <li key={run.operationId}>{runText(run, timeZone, now)}</li>
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
