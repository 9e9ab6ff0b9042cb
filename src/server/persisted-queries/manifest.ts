import { stripIgnoredCharacters } from "graphql";
import * as v from "valibot";

/** The operations that clients were built with. */
export interface PersistedOperations {
  /** Null where there is none with that id. */
  readonly withId: (id: string) => string | null;
  /** Whether it is one of them, white space and comments aside. */
  readonly includes: (document: string) => boolean;
}

/** Of Apollo's `generate-persisted-query-manifest`. */
const apolloManifest = v.object({
  format: v.literal("apollo-persisted-query-manifest"),
  version: v.literal(1),
  operations: v.array(v.object({ id: v.string(), body: v.string() })),
});

/** Of the Relay compiler's `persistConfig`: the texts by their ids. */
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

/** The ids and texts in a manifest of Apollo's or Relay's format; null where it is none, or an empty one. */
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
    // `sha256:` is how the GraphQL over HTTP specification writes a hash (Appendix A, "Persisted Documents").
    withId: (id) => byId.get(id) ?? byId.get(id.replace(/^sha256:/, "")) ?? null,
    includes(document) {
      // What is far longer than any of them is none.
      if (document.length > 2 * longest) return false;
      try {
        return documents.has(stripIgnoredCharacters(document));
      } catch {
        return false;
      }
    },
  };
}
