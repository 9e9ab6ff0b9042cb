import type { ApolloServerPlugin } from "@apollo/server";
import { HttpError } from "../http/http-error.js";
import type { RequestedOperation } from "../http/requested-operation.js";
import { membersIn, operationIn } from "../http/requested-operation.js";
import { requireValidExtension } from "./apollo-extension.js";
import type { PersistedQueries } from "./settings.js";

/** Resolves operation ids with the manifests and, depending on `allowed`, rejects all other operations. */
export function createPersistedQueries({ allowed, known }: PersistedQueries) {
  return {
    /** Throws HttpError if the operation is unknown, not allowed, or registered incorrectly. */
    check({ id, extension, document }: RequestedOperation): void {
      const found = id === null ? null : known.withId(id);
      if (document === null && found !== null) return;
      // With Apollo's extension, the id can belong to an operation that a client has registered.
      const canBeRegistered = extension?.sha256Hash === id && allowed === "any";
      if (id !== null && document === null && !canBeRegistered) {
        throw new HttpError(
          404,
          "PERSISTED_QUERY_NOT_FOUND",
          "No manifest contains an operation with this id. Add its manifest to PERSISTED_QUERY_MANIFESTS.",
        );
      }
      if (allowed === "known-by-id" && document !== null) {
        throw new HttpError(
          403,
          "PERSISTED_QUERY_ID_REQUIRED",
          "The gateway accepts operations only by id, because ALLOWED_OPERATIONS is known-by-id. Send the id from the manifest without the query text.",
        );
      }
      if (allowed === "known" && document !== null && !known.includes(document)) {
        throw new HttpError(
          403,
          "QUERY_NOT_IN_SAFELIST",
          "No manifest contains this operation, and ALLOWED_OPERATIONS is known. Add the operation to a manifest in PERSISTED_QUERY_MANIFESTS.",
        );
      }
      if (extension !== null) requireValidExtension(extension, document);
    },

    /** Replaces an operation id with the operation's text. */
    plugin: {
      async requestDidStart({ request }) {
        const { method, body, search } = request.http ?? {};
        const { id, document } = operationIn(method === "POST" ? body : membersIn(search ?? ""));
        // Apollo Server would register an empty document.
        if (document === null) delete request.query;
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
