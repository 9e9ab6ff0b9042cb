import type { Exchange, Operation } from "@urql/core";
import { formatDocument, makeOperation } from "@urql/core";
import type { DocumentNode } from "graphql";
import { filter, makeSubject, map, merge, onPush, pipe } from "wonka";

const isWrite = ({ kind, context }: Operation) => kind === "mutation" && context.isPreview !== true;
const withContext = (operation: Operation, context: Partial<Operation["context"]>) =>
  makeOperation(operation.kind, operation, { ...operation.context, ...context });

/**
 * Returns two exchanges. The cache answers an operation only if the network has answered this very operation since the last
 * mutation. A failed mutation counts, because it may have been applied. Mounted queries are refetched after each mutation.
 */
export function answersSinceWrites(keyed: (document: DocumentNode) => DocumentNode): {
  readonly beforeCache: Exchange;
  readonly afterCache: Exchange;
} {
  let writes = 0;
  const answered = new Set<Operation["key"]>();
  const mounted = new Map<Operation["key"], Operation>();

  const beforeCache: Exchange =
    ({ client, forward }) =>
    (operations) =>
      pipe(
        operations,
        map((given) => {
          const sent: DocumentNode = given.context.sent ?? given.query;
          const operation = makeOperation(
            given.kind,
            { ...given, query: keyed(sent) },
            { ...given.context, sent },
          );
          const { key, kind, context } = operation;
          if (kind === "teardown") mounted.delete(key);
          if (kind !== "query" || context.requestPolicy === "cache-only") return operation;
          const isKnown = answered.has(key) || mounted.has(key);
          mounted.set(key, operation);
          return isKnown ? operation : withContext(operation, { requestPolicy: "network-only" });
        }),
        forward,
        onPush(({ operation }) => {
          if (!isWrite(operation)) return;
          for (const query of mounted.values())
            client.reexecuteOperation(withContext(query, { requestPolicy: "cache-and-network" }));
        }),
      );

  const afterCache: Exchange =
    ({ forward }) =>
    (operations) => {
      const { source, next } = makeSubject<Operation>();
      return pipe(
        merge([operations, source]),
        map((operation) => {
          const query = formatDocument(operation.context.sent as DocumentNode) as DocumentNode;
          return makeOperation(
            operation.kind,
            { ...operation, query },
            { ...operation.context, writesBefore: writes },
          );
        }),
        forward,
        filter(({ operation, data }) => {
          if (isWrite(operation)) {
            writes += 1;
            answered.clear();
          }
          if (operation.kind !== "query") return true;
          // A mutation overtook this query, so its answer may be older: repeat it.
          const isOvertaken = operation.context.writesBefore !== writes;
          if (isOvertaken) next(operation);
          else if (data) answered.add(operation.key);
          return !isOvertaken;
        }),
      );
    };

  return { beforeCache, afterCache };
}
