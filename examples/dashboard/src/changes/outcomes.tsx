import type { ConflictReason, FailureFragment } from "../graphql/graphql";
import type { Window } from "../names";
import type { Changed, ChangeState } from "./use-change";

type Describe = (window: Window) => string;

interface ChangedProps {
  readonly changed: Changed;
  readonly describe: Describe;
}

export function Previewed({ changed, describe }: ChangedProps) {
  return (
    <div className="notice plain" role="status" data-outcome="" tabIndex={-1}>
      <div>
        <strong>A preview: nothing is changed yet.</strong> It would be {describe(changed.window)}.
        <Warnings changed={changed} />
      </div>
    </div>
  );
}

export function Made({ changed, describe }: ChangedProps) {
  const isUnchanged = changed.outcome === "UNCHANGED";
  return (
    <div className="notice good" role="status" data-outcome="" tabIndex={-1}>
      <div>
        <strong>{isUnchanged ? "Nothing had to be changed." : "Done."}</strong> It is{" "}
        {describe(changed.window)}.
        <Warnings changed={changed} />
      </div>
    </div>
  );
}

function Warnings({ changed: { warnings } }: { readonly changed: Changed }) {
  if (warnings.length === 0) return null;
  return (
    <ul className="warnings">
      {warnings.map(({ code, message }) => (
        <li key={code}>{message}</li>
      ))}
    </ul>
  );
}

const conflicts: Readonly<Record<ConflictReason, string>> = {
  STALE_REVISION: "Somebody has changed the window since you opened it.",
  RESOURCE_IN_USE: "Its state does not allow this now.",
  CONCURRENT_MODIFICATION: "Another change came in between.",
  IDEMPOTENCY_KEY_REUSED: "This form has made a window already, with other values.",
};

interface RefusedProps {
  readonly state: Extract<ChangeState, { readonly step: "refused" | "lost" }>;
  readonly describe: Describe;
  readonly repeatable: string | null;
  readonly onCurrent: ((window: Window) => void) | null;
  readonly onRefresh: () => void;
}

export function Refused({ state, describe, repeatable, onCurrent, onRefresh }: RefusedProps) {
  if (state.step === "lost") {
    if (state.isPreview) return <Plain title="The gateway does not answer." message={state.message} />;
    return <Unknown message={state.message} repeatable={repeatable} onRefresh={onRefresh} />;
  }
  const { failure } = state;
  switch (failure.__typename) {
    case "ValidationError":
      return <Violations failure={failure} />;
    case "ConflictError":
      return (
        <div className="notice careful" role="alert" data-outcome="" tabIndex={-1}>
          <div>
            <strong>{conflicts[failure.reason]}</strong> {failure.message}
            {failure.current && <p>It is {describe(failure.current)} now.</p>}
          </div>
          {failure.current && failure.reason === "STALE_REVISION" && onCurrent !== null && (
            <button type="button" onClick={() => failure.current && onCurrent(failure.current)}>
              Go on from there
            </button>
          )}
        </div>
      );
    case "UpstreamError":
      if (failure.outcomeUnknown)
        return <Unknown message={failure.message} repeatable={repeatable} onRefresh={onRefresh} />;
      break;
    case "ThrottledError":
      if (failure.retryAfterSeconds !== null) {
        const seconds = Math.ceil(failure.retryAfterSeconds);
        return <Plain title={`Not made. Try again in ${seconds} seconds.`} message={failure.message} />;
      }
  }
  const title = failure.retryable ? "Not made. You can try again." : "Not made.";
  return <Plain title={title} message={failure.message} requestId={failure.requestId} />;
}

/** What stands at its field is said there; the rest, here. */
function Violations({
  failure,
}: {
  readonly failure: Extract<FailureFragment, { __typename: "ValidationError" }>;
}) {
  const count = failure.violations.length;
  return (
    <div className="notice bad" role="alert" data-outcome="" tabIndex={-1}>
      <div>
        <strong>{count === 1 ? "One thing has" : `${count} things have`} to be mended.</strong>
        <ul>
          {failure.violations.map(({ path, code, message }) => (
            <li key={`${path.join(".")} ${code}`}>{message}</li>
          ))}
        </ul>
      </div>
    </div>
  );
}

interface UnknownProps {
  readonly message: string;
  readonly repeatable: string | null;
  readonly onRefresh: () => void;
}

/** Neither made nor not made: who repeats it blindly may do it twice. */
function Unknown({ message, repeatable, onRefresh }: UnknownProps) {
  return (
    <div className="notice careful" role="alert" data-outcome="" tabIndex={-1}>
      <div>
        <strong>It is not known whether this was done.</strong> No answer came in time: look at the list
        before you do it again. {repeatable}
        <p>
          <small>{message}</small>
        </p>
      </div>
      <button type="button" onClick={onRefresh}>
        Look again
      </button>
    </div>
  );
}

function Plain({
  title,
  message,
  requestId = null,
}: {
  readonly title: string;
  readonly message: string;
  readonly requestId?: string | null;
}) {
  return (
    <div className="notice bad" role="alert" data-outcome="" tabIndex={-1}>
      <div>
        <strong>{title}</strong> {message}
        {requestId !== null && <small> Request {requestId}</small>}
      </div>
    </div>
  );
}
