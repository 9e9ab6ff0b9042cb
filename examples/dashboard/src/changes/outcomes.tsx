import type { ConflictReason, FailureFragment } from "../graphql/graphql";
import type { Window } from "../names";
import type { Changed, ChangeState } from "./use-change";
import { isInDoubt } from "./use-change";
import type { Violation } from "./violations";
import { inWords } from "./violations";

/** How a window reads. */
export interface Describe {
  /** A sentence. */
  readonly is: (window: Window) => string;
  /** After `It would be`. */
  readonly wouldBe: (window: Window) => string;
}

interface ChangedProps {
  readonly changed: Changed;
  readonly describe: Describe;
}

export function Previewed({ changed, describe }: ChangedProps) {
  return (
    <div className="notice plain" role="status" data-outcome="" tabIndex={-1}>
      <div>
        <strong>A preview: nothing is changed yet.</strong> It would be {describe.wouldBe(changed.window)}.
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
        <strong>{isUnchanged ? "Nothing had to be changed." : "Done."}</strong> {describe.is(changed.window)}
        <Warnings changed={changed} />
      </div>
    </div>
  );
}

function Warnings({ changed: { warnings } }: { readonly changed: Changed }) {
  if (warnings.length === 0) return null;
  return (
    <ul className="warnings">
      {warnings.map(({ path, code, message }) => (
        <li key={`${path?.join(".")} ${code}`}>{message}</li>
      ))}
    </ul>
  );
}

const conflicts: Readonly<Record<ConflictReason, string>> = {
  STALE_REVISION: "Somebody has changed the window since you opened it.",
  RESOURCE_IN_USE: "Its state does not allow this now.",
  CONCURRENT_MODIFICATION: "Another change came in between. Try again.",
  IDEMPOTENCY_KEY_REUSED:
    "This form was sent before with other values, and may have made a window. Look at the list before you make another.",
};

/** What a person does to go on; null where only waiting helps. */
const waysOn: Readonly<Record<ConflictReason, string | null>> = {
  STALE_REVISION: "Go on from there",
  RESOURCE_IN_USE: null,
  CONCURRENT_MODIFICATION: null,
  IDEMPOTENCY_KEY_REUSED: "It is another window",
};

interface RefusedProps {
  readonly state: Extract<ChangeState, { readonly step: "refused" | "lost" }>;
  readonly fields: readonly string[];
  readonly describe: Describe;
  readonly repeatable: string;
  readonly onGoOn: (current: Window | null) => void;
  readonly onRefresh: () => void;
}

export function Refused({ state, fields, describe, repeatable, onGoOn, onRefresh }: RefusedProps) {
  if (isInDoubt(state)) {
    const { message } = state.step === "lost" ? state : state.failure;
    return <Unknown message={message} repeatable={repeatable} onRefresh={onRefresh} />;
  }
  if (state.step === "lost")
    return (
      <Plain title={state.isRefusal ? "Not made." : "The gateway does not answer."} message={state.message} />
    );
  const { failure } = state;
  switch (failure.__typename) {
    case "ValidationError":
      return <Violations violations={failure.violations} fields={fields} />;
    case "ConflictError":
      return <Conflict failure={failure} describe={describe} onGoOn={onGoOn} />;
    case "ThrottledError":
      if (failure.retryAfterSeconds !== null)
        return (
          <Plain
            title="Not made."
            message={`Try again in ${Math.ceil(failure.retryAfterSeconds)} seconds.`}
          />
        );
  }
  const title = failure.retryable ? "Not made. You can try again." : "Not made.";
  return <Plain title={title} message={failure.message} requestId={failure.requestId} />;
}

interface ConflictProps {
  readonly failure: Extract<FailureFragment, { __typename: "ConflictError" }>;
  readonly describe: Describe;
  readonly onGoOn: (current: Window | null) => void;
}

function Conflict({ failure: { reason, message, current }, describe, onGoOn }: ConflictProps) {
  const wayOn = waysOn[reason];
  return (
    <div className="notice careful" role="alert" data-outcome="" tabIndex={-1}>
      <div>
        <strong>{conflicts[reason] ?? message}</strong>
        {current !== null && <p>{describe.is(current)}</p>}
      </div>
      {wayOn && (
        <button type="button" onClick={() => onGoOn(current)}>
          {wayOn}
        </button>
      )}
    </div>
  );
}

interface ViolationsProps {
  readonly violations: readonly Violation[];
  readonly fields: readonly string[];
}

/** What stands at its field is said there; the rest, here. */
function Violations({ violations, fields }: ViolationsProps) {
  const count = violations.length;
  const others = violations.filter(({ path }) => !fields.includes(path.at(-1) ?? ""));
  return (
    <div className="notice bad" role="alert" data-outcome="" tabIndex={-1}>
      <div>
        <strong>{count === 1 ? "One thing has" : `${count} things have`} to be mended.</strong>
        {others.length > 0 && (
          <ul>
            {others.map((violation) => (
              <li key={`${violation.path.join(".")} ${violation.code}`}>{inWords(violation)}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

interface UnknownProps {
  readonly message: string;
  readonly repeatable: string;
  readonly onRefresh: () => void;
}

/** Neither made nor not made: who repeats it blindly may do it twice. */
function Unknown({ message, repeatable, onRefresh }: UnknownProps) {
  return (
    <div className="notice careful" role="alert" data-outcome="" tabIndex={-1}>
      <div>
        <strong>It is not known whether this was done.</strong> Look at the list before you do it again.{" "}
        {repeatable}
        {message !== "" && (
          <p>
            <small>{message}</small>
          </p>
        )}
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
