import type { Address } from "../address";
import type { VerdictFragment } from "../graphql/graphql";
import { usePage } from "../page-context";
import { nextPeriodName, periodName } from "../periods";
import { clockTime, fromNow, locale } from "../time";
import "./overview.css";

interface VerdictProps {
  readonly answer: VerdictFragment | undefined;
  /** Why the answer may be wrong by now; null if it is the current one. */
  readonly doubt: string | null;
  readonly isLoading: boolean;
  readonly lasting: Address["lasting"];
  /** Number of windows that the filters select; null without filters. */
  readonly scope: number | null;
  readonly onLasting: (lasting: string | null) => void;
}

/** The first thing on the page: whether there is maintenance now, or in the time that a deployment takes. */
export function Verdict({ answer, doubt, isLoading, lasting, scope, onLasting }: VerdictProps) {
  const isNothing = answer?.verdict === "CLEAR" && scope === 0;
  const verdict = answer === undefined || doubt !== null || isNothing ? "UNKNOWN" : answer.verdict;
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
          <Answer answer={answer} doubt={doubt} lasting={lasting} scope={scope} />
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
  readonly scope: number | null;
}

function Answer({ answer, doubt, lasting, scope }: AnswerProps) {
  if (answer === undefined || doubt !== null || answer.verdict === "UNKNOWN")
    return (
      <>
        <p className="headline">{lasting === null ? "Unknown" : `Unknown for ${nextPeriodName(lasting)}`}</p>
        <Missing
          messages={doubt === null ? (answer?.missing ?? []).map(({ message }) => message) : [doubt]}
        />
      </>
    );
  if (answer.verdict === "CLEAR" && scope === 0)
    return (
      <>
        <p className="headline">Nothing to check</p>
        <p>No window matches the filters, so this says nothing about maintenance.</p>
      </>
    );
  return (
    <>
      {answer.verdict === "CLEAR" ? (
        <Clear answer={answer} lasting={lasting} scope={scope} />
      ) : (
        <InMaintenance answer={answer} lasting={lasting} scope={scope} />
      )}
    </>
  );
}

interface KnownProps {
  readonly answer: VerdictFragment;
  readonly lasting: string | null;
  readonly scope: number | null;
}

/** Says in the headline itself that filters leave windows out: others can be in maintenance. */
function Scope({ scope }: Pick<KnownProps, "scope">) {
  if (scope === null) return null;
  const windows = scope === 1 ? "1 filtered window" : `${scope.toLocaleString(locale)} filtered windows`;
  return <span className="scope"> · only {windows}</span>;
}

function Clear({ answer, lasting, scope }: KnownProps) {
  // If it is clear, the windows that are open are only possible.
  const { totalCount } = answer;
  return (
    <>
      <p className="headline">
        {lasting === null ? "Clear" : `Clear for ${periodName(lasting)}`}
        <Scope scope={scope} />
      </p>
      <p>
        {lasting === null
          ? "No maintenance is under way or announced for now."
          : `No maintenance is under way, or announced for ${nextPeriodName(lasting)}.`}
        {totalCount > 0 &&
          ` AWS may maintain ${totalCount === 1 ? "1 Flink application" : `${totalCount.toLocaleString(locale)} Flink applications`} in this time, but mostly does not.`}
      </p>
    </>
  );
}

const shownReasons = 3;

function InMaintenance({ answer, lasting, scope }: KnownProps) {
  const { timeZone, now, onOpen } = usePage();
  const { opensAt, clearAt, reasons } = answer;
  const time = (instant: string) => `${clockTime(instant, timeZone, now)} · ${fromNow(instant, now)}`;
  const end = clearAt === null ? ", the end is not known" : ` until ${time(clearAt)}`;
  const headline =
    lasting === null
      ? `In maintenance${end}`
      : opensAt === null
        ? `Not clear for ${periodName(lasting)}: in maintenance now`
        : `Not clear for ${periodName(lasting)}: maintenance from ${time(opensAt)}`;
  return (
    <>
      <p className="headline">
        {headline}
        <Scope scope={scope} />
      </p>
      {lasting !== null && (
        <p>
          {clearAt === null
            ? "It is not known when it will be clear."
            : `It will be clear for that long from ${time(clearAt)}.`}
        </p>
      )}
      <p className="reasons">
        {reasons.slice(0, shownReasons).map(({ window: { id, title }, startsAt, endsAt }) => (
          <span key={id} className="reason">
            <button type="button" className="link" onClick={() => onOpen(id)}>
              <bdi>{title}</bdi>
            </button>
            {startsAt !== null && Date.parse(startsAt) > now.getTime()
              ? ` from ${clockTime(startsAt, timeZone, now)}`
              : endsAt === null
                ? ", end not known"
                : ` until ${clockTime(endsAt, timeZone, now)}`}
          </span>
        ))}
        {reasons.length > shownReasons && "and more"}
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
            {nextPeriodName(period).replace("the ", "")}
          </option>
        ))}
      </select>
    </label>
  );
}
