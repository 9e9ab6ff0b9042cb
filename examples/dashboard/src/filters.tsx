import { CalendarLinks } from "./calendar-links";
import type {
  MaintenanceStatus,
  MaintenanceWindowFilter,
  Provider,
  SourceStateFragment,
} from "./graphql/graphql";
import { providerNames, statusNames } from "./names";

export interface Filter {
  readonly search: string;
  readonly provider: Provider | "";
  readonly source: string;
  readonly status: MaintenanceStatus | "CURRENT" | "";
}

export const noFilter: Filter = { search: "", provider: "", source: "", status: "CURRENT" };

/** Converts the form's values to the API's filter. Empty values are left out. */
export function toFilterInput({ search, provider, source, status }: Filter): MaintenanceWindowFilter {
  const statuses: readonly MaintenanceStatus[] =
    status === "CURRENT" ? ["ACTIVE", "SCHEDULED"] : status === "" ? [] : [status];
  return {
    ...(search.trim() === "" ? {} : { search: search.trim() }),
    ...(provider === "" ? {} : { providers: [provider] }),
    ...(source === "" ? {} : { sources: [source] }),
    ...(statuses.length === 0 ? {} : { statuses: [...statuses] }),
  };
}

export function isFiltered(filter: Filter): boolean {
  return JSON.stringify(filter) !== JSON.stringify(noFilter);
}

interface FiltersProps {
  readonly filter: Filter;
  readonly sources: readonly SourceStateFragment[];
  readonly onChange: (filter: Filter) => void;
}

export function Filters({ filter, sources, onChange }: FiltersProps) {
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  const providers = [...new Set(sources.map(({ source }) => source.provider))];
  return (
    <search className="filters">
      <label className="grow">
        <span>Search</span>
        <input
          type="search"
          placeholder="Title or Datadog query"
          maxLength={256}
          value={filter.search}
          onChange={({ target }) => set({ search: target.value })}
        />
      </label>
      <label>
        <span>Provider</span>
        <select
          value={filter.provider}
          onChange={({ target }) => set({ provider: target.value as Filter["provider"], source: "" })}
        >
          <option value="">All</option>
          {providers.map((provider) => (
            <option key={provider} value={provider}>
              {providerNames[provider]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>Source</span>
        <select value={filter.source} onChange={({ target }) => set({ source: target.value })}>
          <option value="">All</option>
          {sources
            .filter(({ source }) => filter.provider === "" || source.provider === filter.provider)
            .map(({ source }) => (
              <option key={source.id}>{source.id}</option>
            ))}
        </select>
      </label>
      <label>
        <span>Status</span>
        <select
          value={filter.status}
          onChange={({ target }) => set({ status: target.value as Filter["status"] })}
        >
          <option value="CURRENT">Open or scheduled</option>
          {Object.entries(statusNames).map(([status, name]) => (
            <option key={status} value={status}>
              {name}
            </option>
          ))}
          <option value="">All</option>
        </select>
      </label>
      <CalendarLinks filter={filter} />
    </search>
  );
}
