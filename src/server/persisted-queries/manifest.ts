import { stripIgnoredCharacters } from "graphql";
import * as v from "valibot";

/** The operations of the manifests. */
export interface PersistedOperations {
  /** Returns the operation's text; null if the id is unknown. */
  readonly withId: (id: string) => string | null;
  /** Whether the manifests contain the document. White space and comments are ignored. */
  readonly includes: (document: string) => boolean;
}

/** Format of Apollo's `generate-persisted-query-manifest`. */
const apolloManifest = v.object({
  format: v.literal("apollo-persisted-query-manifest"),
  version: v.literal(1),
  operations: v.array(v.object({ id: v.string(), body: v.string() })),
});

/** Format of the Relay compiler's `persistConfig`: operation texts by id. */
const relayManifest = v.record(v.string(), v.string());

const manifest = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([
    v.pipe(
      apolloManifest,
      v.transform(({ operations }) => operations.map(({ id, body }) => [id, body] as const)),
    ),
    v.pipe(
      relayManifest,
      v.transform((texts) => Object.entries(texts)),
    ),
  ]),
);

/** Returns the ids and texts of a manifest in Apollo's or Relay's format; null if it is invalid or empty. */
export function readManifest(text: string): readonly (readonly [string, string])[] | null {
  const { success, output } = v.safeParse(manifest, text);
  if (!success || output.length === 0) return null;
  try {
    for (const [, body] of output) stripIgnoredCharacters(body);
  } catch {
    return null;
  }
  return output;
}

export function createKnownOperations(
  operations: readonly (readonly [id: string, document: string])[],
): PersistedOperations {
  const byId = new Map(operations);
  const documents = new Set(operations.map(([, document]) => stripIgnoredCharacters(document)));
  const longest = Math.max(0, ...operations.map(([, document]) => document.length));
  return {
    // GraphQL over HTTP prefixes a hash with `sha256:` (Appendix A, "Persisted Documents").
    withId: (id) => byId.get(id) ?? byId.get(id.replace(/^sha256:/, "")) ?? null,
    includes(document) {
      // Avoids parsing a document that is much longer than any in the manifests.
      if (document.length > 2 * longest) return false;
      try {
        return documents.has(stripIgnoredCharacters(document));
      } catch {
        return false;
      }
    },
  };
}
