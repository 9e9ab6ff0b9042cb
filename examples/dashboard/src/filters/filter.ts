import type { Address } from "../address";
import type {
  MaintenanceStatus,
  MaintenanceWindowFilter,
  MaintenanceWindowSelection,
} from "../graphql/graphql";

/** The part of the address that says which windows the page shows. */
export type Filter = Pick<Address, "search" | "provider" | "source" | "status">;

export const noFilter = { search: null, provider: null, source: null, status: null } as const;

export function isFiltered({ search, provider, source, status }: Filter): boolean {
  return search.trim() !== "" || provider !== null || source.length > 0 || status !== "CURRENT";
}

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
