import type { FastifyRequest } from "fastify";

/** The operation that a request contains, by id or as text. */
export interface RequestedOperation {
  /** Null if the request has no id. */
  readonly id: string | null;
  /** `extensions.persistedQuery`, with which Apollo's clients also register operations (APQ). Null if the request has none. */
  readonly extension: Readonly<Record<string, unknown>> | null;
  readonly document: string | null;
}

/** Reads the operation of a GraphQL request, from its body or its query string. */
export function requestedOperationOf({ method, body, url }: FastifyRequest): RequestedOperation {
  return operationIn(method === "POST" ? body : membersIn(searchOf(url)));
}

/**
 * Reads the operation's id from `extensions.persistedQuery` (Apollo), `documentId` (GraphQL over HTTP, Appendix A), `doc_id` or
 * `id` (Relay clients).
 */
export function operationIn(members: unknown): RequestedOperation {
  const { query, documentId, doc_id, id, extensions } = recordOf(members);
  const { persistedQuery } = recordOf(extensions);
  const { sha256Hash } = recordOf(persistedQuery);
  const ids = [sha256Hash, documentId, doc_id, id].filter((value) => typeof value === "string");
  return {
    id: ids[0] ?? null,
    extension: persistedQuery ? recordOf(persistedQuery) : null,
    document: typeof query === "string" && query !== "" ? query : null,
  };
}

/** Parses the query string in the same way as Apollo Server's integration. */
function searchOf(url: string): string {
  return new URL(url, "http://localhost").search;
}

/** Returns the parameters of a GET request, whose `extensions` is JSON text. */
export function membersIn(search: string): unknown {
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
