import type { ApolloClient, FieldPolicy } from "@apollo/client";
import { ApolloLink } from "@apollo/client";
import { print } from "@apollo/client/utilities";
import { OperationTypeNode } from "graphql";
import type { Observable } from "rxjs";
import { defer, mergeMap, of, tap } from "rxjs";
import { isEvent } from "./live.ts";

/** Stores each answer whole, for its arguments and its selection, so that it shows nothing of another answer. */
export const whole: FieldPolicy = {
  keyArgs: (args, { field, variables }) =>
    JSON.stringify([args, field?.selectionSet && print(field.selectionSet), variables]),
  merge: false,
};

/** Policies of all fields of Query whose answers a write can change. */
export const wholeAnswers = {
  maintenanceWindows: whole,
  maintenanceWindow: whole,
  maintenanceOccurrences: whole,
  maintenanceNow: whole,
  flinkApplication: whole,
  flinkApplications: whole,
};

const latest: FieldPolicy = { merge: false };

/** Policies of all fields of Subscription. A result replaces the one before it; only its windows are shared with the lists. */
export const wholeResults = { maintenanceNow: latest, maintenanceWindowChanged: latest };

/** Makes a client forget the answers to queries. Mounted queries are refetched, and keep their data until the new answer arrives. */
export function forgetAnswers(client: ApolloClient): void {
  void client.refetchQueries({
    updateCache(cache) {
      for (const fieldName of Object.keys(wholeAnswers)) cache.evict({ id: "ROOT_QUERY", fieldName });
    },
  });
}

/** Makes a client forget the answers to queries after each mutation, even if it failed: it may have been applied. */
export function forgetAfterMutations(client: ApolloClient): ApolloClient {
  const mutate = client.mutate as (options: ApolloClient.MutateOptions) => Promise<unknown>;
  const mutateAndForget: typeof mutate = async (options) => {
    try {
      return await mutate(options);
    } finally {
      if (options.context?.isPreview !== true) forgetAnswers(client);
    }
  };
  return Object.assign(client, { mutate: mutateAndForget });
}

/** Repeats a query that a mutation or an event overtook, because its answer may be older. */
export function repeatOvertaken(): ApolloLink {
  let mutations = 0;
  const count = () => {
    mutations += 1;
  };
  return new ApolloLink((operation, forward) => {
    if (operation.getContext().isPreview === true) return forward(operation);
    if (operation.operationType === OperationTypeNode.MUTATION)
      return forward(operation).pipe(tap({ next: count, error: count }));
    if (operation.operationType === OperationTypeNode.SUBSCRIPTION)
      return forward(operation).pipe(tap(({ data }) => isEvent(data) && count()));
    const answer: Observable<ApolloLink.Result> = defer(() => {
      const before = mutations;
      return forward(operation).pipe(mergeMap((result) => (before === mutations ? of(result) : answer)));
    });
    return answer;
  });
}
