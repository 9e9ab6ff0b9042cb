import type { RefObject } from "react";
import { useCallback, useRef, useState } from "react";
import type { Address } from "../address";
import type { MaintenanceStatus, Provider, SummaryQuery } from "../graphql/graphql";
import { providerNames, statusNames } from "../names";
import { TimeZoneChoice } from "../time-zone-choice";
import type { Filter } from "./filter";
import { noFilter, setFilters } from "./filter";
import { FilterChips } from "./filter-chips";
import { SearchField } from "./search-field";
import "./filters.css";

interface FiltersProps {
  readonly filter: Filter;
  readonly zone: string;
  readonly providers: readonly Provider[];
  /** Number of windows with each status under the other filters; empty until it is known. */
  readonly counts: SummaryQuery["withoutStatus"]["counts"]["byStatus"];
  readonly searchField: RefObject<HTMLInputElement | null>;
  readonly onChange: (change: Partial<{ [Name in keyof Filter | "zone"]: Address[Name] | null }>) => void;
}

/** What the page shows, and in which time zone. On a narrow screen, a button opens them, and chips name those that are set. */
export function Filters({ filter, zone, providers, counts, searchField, onChange }: FiltersProps) {
  const [isOpen, setIsOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const set = setFilters(filter);
  const chooseSearch = useCallback((search: string) => onChange({ search }), [onChange]);
  const chooseZone = useCallback((chosen: string) => onChange({ zone: chosen }), [onChange]);
  const countOf = (...statuses: MaintenanceStatus[]) => {
    if (counts.length === 0) return "";
    const count = counts
      .filter(({ status }) => statuses.includes(status))
      .reduce((sum, { count }) => sum + count, 0);
    return ` (${count.toLocaleString("en-GB")})`;
  };
  return (
    <>
      <search className={`filters ${isOpen ? "open" : ""}`}>
        <button
          ref={opener}
          type="button"
          className="more-filters"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          Filters{set.length > 0 && ` (${set.length})`}
        </button>
        <SearchField value={filter.search} field={searchField} onChange={chooseSearch} />
        <label>
          <span>Status</span>
          <select
            value={filter.status}
            onChange={({ target }) => onChange({ status: target.value as Filter["status"] })}
          >
            <option value="CURRENT">Not ended{countOf("ACTIVE", "SCHEDULED")}</option>
            {(["ACTIVE", "SCHEDULED", "ENDED"] as const).map((status) => (
              <option key={status} value={status}>
                {statusNames[status]}
                {countOf(status)}
              </option>
            ))}
            <option value="ALL">All{countOf("ACTIVE", "SCHEDULED", "ENDED")}</option>
          </select>
        </label>
        {providers.length > 1 && (
          <label>
            <span>Provider</span>
            <select
              value={filter.provider ?? ""}
              onChange={({ target }) =>
                onChange({ provider: (target.value || null) as Filter["provider"], source: null })
              }
            >
              <option value="">All</option>
              {providers.map((provider) => (
                <option key={provider} value={provider}>
                  {providerNames[provider]}
                </option>
              ))}
            </select>
          </label>
        )}
        <TimeZoneChoice timeZone={zone} onChange={chooseZone} />
        {set.length > 0 && (
          <button type="button" onClick={() => onChange(noFilter)}>
            Clear filters
          </button>
        )}
      </search>
      {set.length > 0 && !isOpen && (
        <FilterChips
          filters={set}
          onRemove={(removal) => {
            onChange(removal);
            // The chip is about to disappear.
            opener.current?.focus();
          }}
        />
      )}
    </>
  );
}
