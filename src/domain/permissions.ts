/** What a caller may do with each source. Write access includes read access. */
export interface Permissions {
  readonly mayRead: (sourceId: string) => boolean;
  readonly mayWrite: (sourceId: string) => boolean;
  /** Whether the caller may change the windows of every source. */
  readonly writesAll: boolean;
  /** Whether the caller has the scope for all sources or for at least one. */
  readonly includes: (scope: Scope) => boolean;
  /** Equal for callers with exactly the same permissions. */
  readonly key: string;
}

/** A right that an operation requires: to read or change the windows of at least one source. */
export type Scope = "maintenance:read" | "maintenance:write";

/** The permissions of every caller if the gateway does not distinguish callers. */
export const fullAccess: Permissions = {
  mayRead: () => true,
  mayWrite: () => true,
  writesAll: true,
  includes: () => true,
  key: "all",
};

/** Returns the sources that the caller may read. To this caller, no others exist. */
export function readableBy<Source extends { readonly id: string }>(
  { mayRead }: Permissions,
  sources: readonly Source[],
): readonly Source[] {
  return sources.filter(({ id }) => mayRead(id));
}

/**
 * Returns what a caller's scopes allow. `maintenance:read` and `maintenance:write` apply to all sources; with the suffix
 * `:<source id>` they apply to one. Other scopes are ignored.
 */
export function permissionsOf(scopes: readonly string[]): Permissions {
  const writable = sourcesOf("maintenance:write", scopes);
  const readable = sourcesOf("maintenance:read", scopes);
  const mayWrite = (sourceId: string) => writable === "ALL" || writable.has(sourceId);
  const mayRead = (sourceId: string) => readable === "ALL" || readable.has(sourceId) || mayWrite(sourceId);
  const writesAny = writable === "ALL" || writable.size > 0;
  const readsAny = readable === "ALL" || readable.size > 0 || writesAny;
  const writesAll = writable === "ALL";
  return {
    mayRead,
    mayWrite,
    writesAll,
    includes: (scope) => (scope === "maintenance:write" ? writesAny : readsAny),
    key: JSON.stringify([sorted(readable), sorted(writable)]),
  };
}

function sorted(sources: "ALL" | ReadonlySet<string>): "ALL" | readonly string[] {
  return sources === "ALL" ? sources : [...sources].sort();
}

function sourcesOf(scope: Scope, scopes: readonly string[]): "ALL" | ReadonlySet<string> {
  if (scopes.includes(scope)) return "ALL";
  const prefix = `${scope}:`;
  const ofSources = scopes.filter((candidate) => candidate.startsWith(prefix));
  return new Set(ofSources.map((candidate) => candidate.slice(prefix.length)));
}
