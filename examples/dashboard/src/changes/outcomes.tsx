import type { ConflictReason, FailureFragment } from "../graphql/graphql";
import type { Window } from "../names";
import type { Changed, ChangeState } from "./use-change";
import { isInDoubt } from "./use-change";
import type { Violation } from "./violations";
import { inWords } from "./violations";

/** Describes a window in words. */
export interface Describe {
  /** Returns a sentence. */
  readonly is: (window: Window) => string;
  /** Returns the words after `It would be`. */
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
        <strong>Preview: nothing has changed yet.</strong> It would be {describe.wouldBe(changed.window)}.
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
        <strong>{isUnchanged ? "No change was needed." : "Done."}</strong> {describe.is(changed.window)}
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
  STALE_REVISION: "Someone changed this window after you opened it.",
  RESOURCE_IN_USE: "The application's current state does not allow this change.",
  CONCURRENT_MODIFICATION: "Another change was made at the same time. Try again.",
  IDEMPOTENCY_KEY_REUSED:
    "This form was already sent with other values and may have created a window. Check the list before you create another.",
};

/** Label of the button that resolves the conflict; null if there is nothing to choose. */
const waysOn: Readonly<Record<ConflictReason, string | null>> = {
  STALE_REVISION: "Continue with the current version",
  RESOURCE_IN_USE: null,
  CONCURRENT_MODIFICATION: null,
  IDEMPOTENCY_KEY_REUSED: "Treat as a new window",
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
      <Plain
        title={state.isRefusal ? "No change was made." : "The preview failed."}
        message={state.message}
      />
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
            title="No change was made."
            message={`Try again in ${seconds(Math.ceil(failure.retryAfterSeconds))}.`}
          />
        );
  }
  const title = failure.retryable ? "No change was made. You can try again." : "No change was made.";
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

/** Lists the violations that no field of the form shows. */
function Violations({ violations, fields }: ViolationsProps) {
  const isShownAtField = ({ path }: Violation) => fields.includes(path.at(-1) ?? "");
  const others = violations.filter((violation) => !isShownAtField(violation));
  const count = new Set(violations.filter(isShownAtField).map(({ path }) => path.at(-1))).size;
  const title = count === 0 ? "No change was made." : count === 1 ? "Fix 1 field." : `Fix ${count} fields.`;
  return (
    <div className="notice bad" role="alert" data-outcome="" tabIndex={-1}>
      <div>
        <strong>{title}</strong>
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

/** Shown if the result is unknown: repeating the change blindly could apply it twice. */
function Unknown({ message, repeatable, onRefresh }: UnknownProps) {
  return (
    <div className="notice careful" role="alert" data-outcome="" tabIndex={-1}>
      <div>
        <strong>The change may have been applied.</strong> Check the list before you try again. {repeatable}
        {message !== "" && (
          <p>
            <small>{message}</small>
          </p>
        )}
      </div>
      <button type="button" onClick={onRefresh}>
        Refresh list
      </button>
    </div>
  );
}

function seconds(count: number): string {
  return count === 1 ? "1 second" : `${count} seconds`;
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
        {requestId !== null && <small> Request ID: {requestId}</small>}
      </div>
    </div>
  );
}
