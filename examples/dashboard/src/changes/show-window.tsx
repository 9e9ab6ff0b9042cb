import type { SourceStateFragment } from "../graphql/graphql";
import type { Window } from "../names";
import { certaintyNames, providerNames, statusNames } from "../names";
import { Actions } from "../window-list";
import type { Change, ChangeProps } from "./change-dialog";
import { sentenceOf } from "./describe";

interface ShowWindowProps extends ChangeProps {
  readonly window: Window;
  readonly sources: readonly SourceStateFragment[];
  readonly onChange: (change: Change) => void;
}

export function ShowWindow({ window, sources, timeZone, now, onChange, onClose }: ShowWindowProps) {
  const source = sources.find((one) => one.source.id === window.source.id);
  return (
    <div className="details">
      <h2 id="change" tabIndex={-1}>
        <bdi>{window.title}</bdi>
      </h2>
      <p>
        <span className={`badge ${window.status}`}>{statusNames[window.status]}</span>{" "}
        <span className={`badge ${window.certainty}`}>{certaintyNames[window.certainty]}</span>{" "}
        {sentenceOf(window, timeZone, now)}
      </p>
      <dl>
        <dt>Provider</dt>
        <dd>{providerNames[window.provider]}</dd>
        <dt>Source</dt>
        <dd>{window.source.id}</dd>
        {window.__typename === "FlinkMaintenanceWindow" ? (
          <>
            <dt>Application status</dt>
            <dd>{window.application.status}</dd>
            <dt>ARN</dt>
            <dd>{window.application.id}</dd>
          </>
        ) : (
          <>
            <dt>Case query</dt>
            <dd>
              <bdi>{window.query === "" ? "All cases" : window.query}</bdi>
            </dd>
          </>
        )}
      </dl>
      <footer>
        <button type="button" onClick={onClose}>
          Close
        </button>
        {source?.source.capabilities.update && <Actions window={window} onChange={onChange} />}
      </footer>
    </div>
  );
}
