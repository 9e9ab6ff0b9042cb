import type { Address } from "../address";
import type {
  MaintenanceStatus,
  MaintenanceWindowFilter,
  MaintenanceWindowSelection,
} from "../graphql/graphql";
import { providerNames, statusNames } from "../names";

/** The part of the address that says which windows the page shows. */
export type Filter = Pick<Address, "search" | "provider" | "source" | "status">;

export const noFilter = { search: null, provider: null, source: null, status: null } as const;

export type NoFilter = typeof noFilter;

/** A filter that is set: its name and value in words, and the change that removes it. */
export interface SetFilter {
  readonly name: string;
  readonly value: string;
  readonly removal: Partial<NoFilter>;
}

export function setFilters({ search, provider, source, status }: Filter): readonly SetFilter[] {
  const values = {
    search: ["Search", search.trim()],
    provider: ["Provider", provider === null ? "" : providerNames[provider]],
    source: [source.length > 1 ? "Sources" : "Source", source.join(", ")],
    status: ["Status", status === "CURRENT" ? "" : status === "ALL" ? "All" : statusNames[status]],
  } as const;
  return (Object.keys(values) as (keyof typeof values)[]).flatMap((key) => {
    const [name, value] = values[key];
    return value === "" ? [] : [{ name, value, removal: { [key]: null } }];
  });
}

export const isFiltered = (filter: Filter): boolean => setFilters(filter).length > 0;

const statuses: Readonly<Record<Filter["status"], readonly MaintenanceStatus[]>> = {
  CURRENT: ["ACTIVE", "SCHEDULED"],
  ACTIVE: ["ACTIVE"],
  SCHEDULED: ["SCHEDULED"],
  ENDED: ["ENDED"],
  ALL: ["ACTIVE", "SCHEDULED", "ENDED"],
};

export const statusesOf = ({ status }: Pick<Filter, "status">): MaintenanceStatus[] => [...statuses[status]];

/** The filter without status, which is also that of the verdict and of the calendar feed. */
export function toSelection({
  search,
  provider,
  source,
}: Omit<Filter, "status">): MaintenanceWindowSelection {
  return {
    ...(search.trim() === "" ? {} : { search: search.trim() }),
    ...(provider === null ? {} : { providers: [provider] }),
    ...(source.length === 0 ? {} : { sources: [...source] }),
  };
}

export function toFilterInput(filter: Filter): MaintenanceWindowFilter {
  return { ...toSelection(filter), statuses: statusesOf(filter) };
}
