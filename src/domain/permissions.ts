/** What a caller may do, by source. Who may change a source's windows may read them too. */
export interface Permissions {
  readonly mayRead: (sourceId: string) => boolean;
  readonly mayWrite: (sourceId: string) => boolean;
  /** Whether it may change every source. */
  readonly writesAll: boolean;
  /** Whether there may be any source that the caller can do it with. */
  readonly includes: (scope: Scope) => boolean;
}

/** What can be asked of a caller: the right to read, or to change, the windows of one source at least. */
export type Scope = "maintenance:read" | "maintenance:write";

/** For callers that are not told apart. */
export const fullAccess: Permissions = {
  mayRead: () => true,
  mayWrite: () => true,
  writesAll: true,
  includes: () => true,
};

/** The sources that the caller may read. For this caller there are no others. */
export function readableBy<Source extends { readonly id: string }>(
  { mayRead }: Permissions,
  sources: readonly Source[],
): readonly Source[] {
  return sources.filter(({ id }) => mayRead(id));
}

/**
 * What the scopes of a caller allow: `maintenance:read` and `maintenance:write` for all sources, with `:<source id>` behind
 * it for one. Others are of no concern here.
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
  };
}

function sourcesOf(scope: Scope, scopes: readonly string[]): "ALL" | ReadonlySet<string> {
  if (scopes.includes(scope)) return "ALL";
  const prefix = `${scope}:`;
  const ofSources = scopes.filter((candidate) => candidate.startsWith(prefix));
  return new Set(ofSources.map((candidate) => candidate.slice(prefix.length)));
}
