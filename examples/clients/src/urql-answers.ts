import type { Exchange, Operation, OperationResult, RequestPolicy } from "@urql/core";
import { formatDocument, makeOperation } from "@urql/core";
import type { DocumentNode } from "graphql";
import { filter, makeSubject, map, merge, onPush, pipe, share } from "wonka";
import { isEvent } from "./live.ts";

const isMutation = ({ kind, context }: Operation) => kind === "mutation" && context.isPreview !== true;

/** Whether a result shows that windows have changed: that of a mutation, or an event. */
const isChange = ({ operation, data }: OperationResult) => isMutation(operation) || isEvent(data);

const withContext = (operation: Operation, context: Partial<Operation["context"]>, query = operation.query) =>
  makeOperation(operation.kind, { ...operation, query }, { ...operation.context, ...context });

/**
 * Returns two exchanges. The cache answers an operation only if the network has answered this very operation since the last
 * mutation. A failed mutation counts, because it may have been applied, and so does an event. Mounted queries are refetched then.
 */
export function answersSinceMutations(forCache: (document: DocumentNode) => DocumentNode): {
  readonly beforeCache: Exchange;
  readonly afterCache: Exchange;
} {
  let mutations = 0;
  /** For each operation, the number of mutations before its last answer. */
  const answers = new Map<Operation["key"], number>();
  /** For each operation whose last answer since the last mutation is a failure, that answer. */
  const failures = new Map<Operation["key"], OperationResult>();
  const mounted = new Map<Operation["key"], Operation>();

  function fromCacheIfCurrent(operation: Operation): Operation {
    const { key, kind, context } = operation;
    if (kind === "teardown") {
      mounted.delete(key);
      failures.delete(key);
    }
    if (kind !== "query" || context.requestPolicy === "cache-only") return operation;
    mounted.set(key, withContext(operation, { isRefetch: false }));
    if (context.isRefetch === true || answers.get(key) === mutations)
      return withContext(operation, { isRefetch: false });
    answers.delete(key);
    return withContext(operation, { requestPolicy: "network-only" });
  }

  /** Whether the cache reads a query again because another answer changed it, although its own answer is old or failed. */
  const isReadAgainInVain = ({ key, kind, context }: Operation) =>
    kind === "query" &&
    context.sent !== undefined &&
    context.isRefetch !== true &&
    context.requestPolicy === "cache-first" &&
    answers.get(key) !== mutations;

  const beforeCache: Exchange =
    ({ client, forward }) =>
    (operations) => {
      const shared = share(operations);
      const answered = pipe(
        shared,
        filter((operation) => !isReadAgainInVain(operation)),
        map((operation) => {
          const sent: DocumentNode = operation.context.sent ?? operation.query;
          return fromCacheIfCurrent(withContext(operation, { sent }, forCache(sent)));
        }),
        forward,
        onPush((result) => {
          const { operation, data, error } = result;
          if (operation.kind === "query" && (error || !data)) failures.set(operation.key, result);
          else failures.delete(operation.key);
          if (!isChange(result)) return;
          failures.clear();
          for (const [key, query] of mounted) {
            const refetch = (requestPolicy: RequestPolicy) =>
              client.reexecuteOperation(withContext(query, { requestPolicy, isRefetch: true }));
            // A query that has an answer keeps it, marked as stale, until the new one arrives.
            if (answers.has(key)) refetch("cache-and-network");
            // While an optimistic result is shown, Graphcache does not send that request. Otherwise, urql drops this one.
            queueMicrotask(() => refetch("network-only"));
          }
        }),
      );
      // urql marks a result as stale when its query is read again, until there is an answer: repeat the failure.
      const failedAgain = pipe(
        shared,
        filter(isReadAgainInVain),
        map(({ key }) => failures.get(key)),
        filter((failure) => failure !== undefined),
        map((failure) => ({ ...failure, stale: false })),
      );
      return merge([answered, failedAgain]);
    };

  const afterCache: Exchange =
    ({ forward }) =>
    (operations) => {
      const repeated = makeSubject<Operation>();
      return pipe(
        merge([operations, repeated.source]),
        map((operation) => {
          const sent = formatDocument(operation.context.sent as DocumentNode) as DocumentNode;
          return withContext(operation, { mutationsBefore: mutations }, sent);
        }),
        forward,
        filter((result) => {
          const { operation, data, error } = result;
          if (isChange(result)) mutations += 1;
          if (operation.kind !== "query") return true;
          if (operation.context.mutationsBefore !== mutations) {
            // A mutation or an event overtook this query, so its answer may be older.
            repeated.next(operation);
            return false;
          }
          if (error || !data) answers.delete(operation.key);
          else answers.set(operation.key, mutations);
          return true;
        }),
      );
    };

  return { beforeCache, afterCache };
}
