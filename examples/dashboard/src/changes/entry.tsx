import type { Standing } from "./answers";
import type { Difference } from "./differences";
import type { Entry as EntryData } from "./entries";
import { ShowFirst } from "./show-first";

interface EntryProps {
  readonly entry: EntryData;
  /** Whether to name the windows. */
  readonly isNamed: boolean;
  /** Whether it is the only entry. The summary above then says how many windows it is about. */
  readonly isOnly: boolean;
  readonly standingNames: Readonly<Record<Standing, string | null>>;
}

/** What happens, or has happened, to one window or to many alike. */
export function Entry({ entry, isNamed, isOnly, standingNames }: EntryProps) {
  const { titles, standing, differences, messages, notes } = entry;
  const name = standingNames[standing];
  return (
    <div className={`entry ${standing}`}>
      {isNamed && titles.length === 1 && (
        <strong className="name">
          <bdi>{titles[0]}</bdi>
        </strong>
      )}
      {isNamed && !isOnly && titles.length > 1 && <strong>{titles.length} windows</strong>}
      {name !== null && <span className={`badge ${standing}`}>{name}</span>}
      {isNamed && titles.length > 1 && (
        <ShowFirst className="names" items={titles} show={(title) => <bdi>{title}</bdi>} />
      )}
      <Differences differences={differences} />
      {messages.length > 0 && (
        <ul className="messages">
          {messages.map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <small key={note}>{note}</small>
      ))}
    </div>
  );
}

function Differences({ differences }: { readonly differences: readonly Difference[] }) {
  if (differences.length === 0) return null;
  return (
    <dl className="differences">
      {differences.map(({ label, before, after }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {before !== null && (
              <del>
                <bdi>{before}</bdi>
              </del>
            )}
            {before !== null && after !== null && (
              <>
                <span aria-hidden="true"> → </span>
                <span className="hidden"> becomes </span>
              </>
            )}
            {after !== null && (
              <ins>
                <bdi>{after}</bdi>
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
