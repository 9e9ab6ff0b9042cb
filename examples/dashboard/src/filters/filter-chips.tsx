import type { NoFilter, SetFilter } from "./filter";

interface FilterChipsProps {
  readonly filters: readonly SetFilter[];
  readonly onRemove: (removal: Partial<NoFilter>) => void;
}

/** Names the filters while they are folded away, and removes each. */
export function FilterChips({ filters, onRemove }: FilterChipsProps) {
  return (
    <ul className="filter-chips" aria-label="Filters that are set">
      {filters.map(({ name, value, removal }) => (
        <li key={name}>
          <button type="button" onClick={() => onRemove(removal)}>
            <span className="hidden">Remove </span>
            <span>
              {name}: <bdi>{value}</bdi>
            </span>
            <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
