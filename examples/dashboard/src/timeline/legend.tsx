import type { Meaning } from "./meanings";

export function Legend({ meanings }: { readonly meanings: readonly Meaning[] }) {
  if (meanings.length === 0) return null;
  return (
    <ul className="timeline-legend" aria-label="Legend">
      {meanings.map(({ name, sample }) => (
        <li key={name}>
          <span className={sample} aria-hidden="true" /> {name}
        </li>
      ))}
    </ul>
  );
}
