import { Fragment } from "react";
import type { Address } from "../address";
import type { VerdictFragment } from "../graphql/graphql";
import { usePage } from "../page-context";
import { clockTime, fromNow, periodName } from "../time";
import "./overview.css";

interface VerdictProps {
  readonly answer: VerdictFragment | undefined;
  /** Why the answer may be wrong by now; null if it is the current one. */
  readonly doubt: string | null;
  readonly isLoading: boolean;
  readonly lasting: Address["lasting"];
  readonly onLasting: (lasting: string | null) => void;
}

/** The first thing on the page: whether there is maintenance now, or in the time that a deployment takes. */
export function Verdict({ answer, doubt, isLoading, lasting, onLasting }: VerdictProps) {
  const verdict = answer === undefined || doubt !== null ? "UNKNOWN" : answer.verdict;
  return (
    <section
      className={`verdict ${answer === undefined && doubt === null ? "loading" : verdict}`}
      aria-label="Verdict"
      aria-busy={isLoading && answer === undefined}
    >
      <div role="status">
        {answer === undefined && doubt === null ? (
          <p className="headline">Checking…</p>
        ) : (
          <Answer answer={answer} doubt={doubt} lasting={lasting} />
        )}
      </div>
      <PeriodChoice lasting={lasting} onLasting={onLasting} />
    </section>
  );
}

interface AnswerProps {
  readonly answer: VerdictFragment | undefined;
  readonly doubt: string | null;
  readonly lasting: string | null;
}

function Answer({ answer, doubt, lasting }: AnswerProps) {
  if (answer === undefined || doubt !== null || answer.verdict === "UNKNOWN")
    return (
      <>
        <p className="headline">
          {lasting === null ? "Unknown" : `Unknown for the next ${periodName(lasting)}`}
        </p>
        <Missing
          messages={doubt === null ? (answer?.missing ?? []).map(({ message }) => message) : [doubt]}
        />
      </>
    );
  if (answer.verdict === "CLEAR")
    return (
      <>
        <p className="headline">{lasting === null ? "Clear" : `Clear for ${periodName(lasting)}`}</p>
        <p>
          {lasting === null
            ? "No maintenance is under way or announced for now."
            : `No maintenance is under way, or announced for the next ${periodName(lasting)}.`}
        </p>
      </>
    );
  return <InMaintenance answer={answer} lasting={lasting} />;
}

const shownReasons = 3;

function InMaintenance({
  answer,
  lasting,
}: {
  readonly answer: VerdictFragment;
  readonly lasting: string | null;
}) {
  const { timeZone, now, onOpen } = usePage();
  const { opensAt, clearAt, reasons } = answer;
  const time = (instant: string) => `${clockTime(instant, timeZone, now)} · ${fromNow(instant, now)}`;
  const headline =
    opensAt !== null && lasting !== null
      ? `Not clear for ${periodName(lasting)}: maintenance from ${time(opensAt)}`
      : clearAt === null
        ? "In maintenance. The end is not known"
        : lasting === null
          ? `In maintenance until ${time(clearAt)}`
          : `In maintenance. Clear for ${periodName(lasting)} from ${time(clearAt)}`;
  return (
    <>
      <p className="headline">{headline}</p>
      {opensAt !== null && clearAt !== null && <p>Clear for that long from {time(clearAt)}.</p>}
      <p className="reasons">
        {reasons.slice(0, shownReasons).map(({ window: { id, title } }, index) => (
          <Fragment key={id}>
            {index > 0 && ", "}
            <button type="button" className="link" onClick={() => onOpen(id)}>
              <bdi>{title}</bdi>
            </button>
          </Fragment>
        ))}
        {reasons.length > shownReasons && " and more"}
      </p>
    </>
  );
}

function Missing({ messages }: { readonly messages: readonly string[] }) {
  const [first, ...others] = messages;
  return (
    <>
      <p>{first ?? "Nothing is known yet."}</p>
      {others.length > 0 && (
        <details>
          <summary>{others.length} more reasons</summary>
          <ul>
            {others.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const periods = ["PT15M", "PT30M", "PT45M", "PT1H", "PT2H", "PT4H", "PT8H", "P1D"];

interface PeriodChoiceProps {
  readonly lasting: string | null;
  readonly onLasting: (lasting: string | null) => void;
}

/** Asks the gateway whether a deployment of this length is safe. A link can contain any other period. */
function PeriodChoice({ lasting, onLasting }: PeriodChoiceProps) {
  const choices = lasting === null || periods.includes(lasting) ? periods : [lasting, ...periods];
  return (
    <label className="period">
      <span>Safe to deploy?</span>
      <select value={lasting ?? ""} onChange={({ target }) => onLasting(target.value || null)}>
        <option value="">right now</option>
        {choices.map((period) => (
          <option key={period} value={period}>
            for the next {periodName(period)}
          </option>
        ))}
      </select>
    </label>
  );
}
