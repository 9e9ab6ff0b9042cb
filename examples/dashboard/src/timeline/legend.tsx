import { useIsNarrow } from "../narrow";
import type { Meaning } from "./meanings";

/** What the styles mean. On a narrow screen it is closed at first, because it would fill half of it. */
export function Legend({ meanings }: { readonly meanings: readonly Meaning[] }) {
  const isNarrow = useIsNarrow();
  if (meanings.length === 0) return null;
  const list = (
    <ul className="timeline-legend" aria-label="Legend">
      {meanings.map(({ name, sample }) => (
        <li key={name}>
          <span className={sample} aria-hidden="true" /> {name}
        </li>
      ))}
    </ul>
  );
  if (!isNarrow) return list;
  return (
    <details>
      <summary>Legend</summary>
      {list}
    </details>
  );
}
