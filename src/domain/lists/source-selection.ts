import type { Violation } from "../failures/failure.js";
import { named } from "../failures/quoted-values.js";
import type { MaintenanceSource } from "../sources.js";

/** Selects sources. An absent or null field does not restrict it. */
export interface SourceSelection {
  readonly providers?: readonly string[] | null | undefined;
  readonly sources?: readonly string[] | null | undefined;
  readonly regions?: readonly string[] | null | undefined;
  readonly accountIds?: readonly string[] | null | undefined;
}

/** Whether the selection includes the source. A source in a region whose account is still unknown can have any account. */
export function includesSource(
  { providers, sources, regions, accountIds }: SourceSelection,
  { id, provider, region, accountId }: MaintenanceSource,
): boolean {
  if (providers && !providers.includes(provider)) return false;
  if (sources && !sources.includes(id)) return false;
  if (regions && (region === null || !regions.includes(region))) return false;
  if (!accountIds) return true;
  return accountId === null ? region !== null && accountIds.length > 0 : accountIds.includes(accountId);
}

/** Returns a violation for each list that names what none of these sources has. An empty result would look like no maintenance. */
export function violationsOfSelection(
  { providers, sources, regions, accountIds }: SourceSelection,
  readable: readonly MaintenanceSource[],
): readonly Violation[] {
  const inRegions = readable.filter(({ region }) => region !== null);
  const unknownRegions = (regions ?? []).filter((region) =>
    inRegions.every((source) => source.region !== region),
  );
  const unknownAccounts = (accountIds ?? []).filter((given) =>
    inRegions.every(({ accountId }) => accountId !== null && accountId !== given),
  );
  const unknownIds = unknownSources(
    sources,
    readable.map(({ id }) => id),
  );
  const source = providers ? `${providers.join(" or ")} source` : "source";
  return [
    ...violationOf("sources", `ids of no ${source}`, unknownIds),
    ...violationOf("regions", `regions of no ${source}`, unknownRegions),
    ...violationOf("accountIds", `accounts of no ${source}`, unknownAccounts),
  ];
}

function violationOf(
  field: keyof SourceSelection,
  what: string,
  unknown: readonly string[],
): readonly Violation[] {
  if (unknown.length === 0) return [];
  const message = `\`filter.${field}\` contains ${what} that you can read: ${named([...new Set(unknown)])}. \`maintenanceSources\` lists the sources that you can read, with their providers, regions and accounts.`;
  return [{ path: ["filter", field], code: "OUT_OF_RANGE", message }];
}

/** Returns the ids of sources that do not exist, or that the caller cannot read. */
export function unknownSources(
  ids: SourceSelection["sources"],
  knownIds: readonly string[],
): readonly string[] {
  return (ids ?? []).filter((id) => !knownIds.includes(id));
}
