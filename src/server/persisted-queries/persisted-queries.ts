import type { ApolloServerPlugin } from "@apollo/server";
import type { FastifyRequest } from "fastify";
import { HttpError } from "../http/http-error.js";
import type { PersistedQueries } from "./settings.js";

/** What a request says of its operation. */
interface AskedOperation {
  /** Null where it has none but the text. */
  readonly id: string | null;
  /** Whether the id came as Apollo's extension, by which clients also register operations (APQ). */
  readonly isExtension: boolean;
  readonly document: string | null;
}

/** Operations by id, from manifests; and only those, where that is wanted. */
export function createPersistedQueries({ allowed, known }: PersistedQueries) {
  return {
    /** Throws for an operation that is not allowed, or not known. */
    check({ method, body, url }: FastifyRequest): void {
      const { id, isExtension, document } = askedIn(method === "POST" ? body : membersIn(searchOf(url)));
      const found = id === null ? null : known.withId(id);
      if (id !== null && document === null && found === null) {
        // An id of Apollo's extension may be of an operation that some client has registered.
        if (isExtension && allowed === "any") return;
        throw new HttpError(404, "PERSISTED_QUERY_NOT_FOUND", "The gateway knows no operation with this id.");
      }
      // Without a text it is one of the manifests, or nothing at all, as Apollo Server will say.
      if (allowed === "any" || document === null) return;
      if (allowed === "known-by-id") {
        throw new HttpError(
          403,
          "PERSISTED_QUERY_ID_REQUIRED",
          "The gateway takes operations by id only: send the id that its manifest has for it, and no text.",
        );
      }
      if (!known.includes(document)) {
        throw new HttpError(
          403,
          "QUERY_NOT_IN_SAFELIST",
          "The gateway takes known operations only, and this is none of them.",
        );
      }
    },

    /** Puts the text in the place of an id. */
    plugin: {
      async requestDidStart({ request }) {
        const { method, body, search } = request.http ?? {};
        const { id, document } = askedIn(method === "POST" ? body : membersIn(search ?? ""));
        const found = id === null || document !== null ? null : known.withId(id);
        if (found === null) return;
        request.query = found;
        // Apollo Server would look for it among those that clients have registered.
        const { persistedQuery: _persistedQuery, ...others } = request.extensions ?? {};
        request.extensions = others;
      },
    } satisfies ApolloServerPlugin,
  };
}

/**
 * By `extensions.persistedQuery` (Apollo), `documentId` (GraphQL over HTTP, Appendix A), or `doc_id` or `id` (as programs with
 * Relay do).
 */
function askedIn(members: unknown): AskedOperation {
  const { query, documentId, doc_id, id, extensions } = recordOf(members);
  const { sha256Hash } = recordOf(recordOf(extensions).persistedQuery);
  const ids = [sha256Hash, documentId, doc_id, id].filter((value) => typeof value === "string");
  return {
    id: ids[0] ?? null,
    isExtension: typeof sha256Hash === "string",
    document: typeof query === "string" && query !== "" ? query : null,
  };
}

/** As Apollo Server's integration has it. */
function searchOf(url: string): string {
  return new URL(url, "http://localhost").search;
}

/** What a GET says, where `extensions` is a text. */
function membersIn(search: string): unknown {
  const { extensions, ...others } = Object.fromEntries(new URLSearchParams(search));
  if (extensions === undefined) return others;
  try {
    return { ...others, extensions: JSON.parse(extensions) };
  } catch {
    // Apollo Server will say so.
    return others;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
