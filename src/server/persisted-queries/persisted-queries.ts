import type { ApolloServerPlugin } from "@apollo/server";
import type { FastifyRequest } from "fastify";
import { HttpError } from "../http/http-error.js";
import type { PersistedQueries } from "./settings.js";

/** The operation that a request contains, by id or as text. */
interface AskedOperation {
  /** Null if the request has no id. */
  readonly id: string | null;
  /** Whether the id is in Apollo's extension, which clients also use to register operations (APQ). */
  readonly isExtension: boolean;
  readonly document: string | null;
}

/** Resolves operation ids with the manifests and, depending on `allowed`, rejects all other operations. */
export function createPersistedQueries({ allowed, known }: PersistedQueries) {
  return {
    /** Throws HttpError if the operation is unknown or not allowed. */
    check({ method, body, url }: FastifyRequest): void {
      const { id, isExtension, document } = askedIn(method === "POST" ? body : membersIn(searchOf(url)));
      const found = id === null ? null : known.withId(id);
      if (id !== null && document === null && found === null) {
        // With Apollo's extension, the id can belong to an operation that a client has registered.
        if (isExtension && allowed === "any") return;
        throw new HttpError(
          404,
          "PERSISTED_QUERY_NOT_FOUND",
          "No manifest contains an operation with this id. Add its manifest to PERSISTED_QUERY_MANIFESTS.",
        );
      }
      // Without a document, either the id is in a manifest, or there is no operation, which Apollo Server reports.
      if (allowed === "any" || document === null) return;
      if (allowed === "known-by-id") {
        throw new HttpError(
          403,
          "PERSISTED_QUERY_ID_REQUIRED",
          "The gateway accepts operations only by id, because ALLOWED_OPERATIONS is known-by-id. Send the id from the manifest without the query text.",
        );
      }
      if (!known.includes(document)) {
        throw new HttpError(
          403,
          "QUERY_NOT_IN_SAFELIST",
          "No manifest contains this operation, and ALLOWED_OPERATIONS is known. Add the operation to a manifest in PERSISTED_QUERY_MANIFESTS.",
        );
      }
    },

    /** Replaces an operation id with the operation's text. */
    plugin: {
      async requestDidStart({ request }) {
        const { method, body, search } = request.http ?? {};
        const { id, document } = askedIn(method === "POST" ? body : membersIn(search ?? ""));
        const found = id === null || document !== null ? null : known.withId(id);
        if (found === null) return;
        request.query = found;
        // Apollo Server would look the id up among the operations that clients have registered.
        const { persistedQuery: _persistedQuery, ...others } = request.extensions ?? {};
        request.extensions = others;
      },
    } satisfies ApolloServerPlugin,
  };
}

/**
 * Reads the operation's id from `extensions.persistedQuery` (Apollo), `documentId` (GraphQL over HTTP, Appendix A), `doc_id` or
 * `id` (Relay clients).
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

/** Parses the query string in the same way as Apollo Server's integration. */
function searchOf(url: string): string {
  return new URL(url, "http://localhost").search;
}

/** Returns the parameters of a GET request, whose `extensions` is JSON text. */
function membersIn(search: string): unknown {
  const { extensions, ...others } = Object.fromEntries(new URLSearchParams(search));
  if (extensions === undefined) return others;
  try {
    return { ...others, extensions: JSON.parse(extensions) };
  } catch {
    // Apollo Server reports the invalid JSON.
    return others;
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
