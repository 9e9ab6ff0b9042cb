import type {
  Disposable,
  Environment,
  FetchFunction,
  GraphQLResponse,
  RequestParameters,
  Variables,
} from "relay-runtime";
import { commitLocalUpdate } from "relay-runtime";

export type Send = (operation: RequestParameters, variables: Variables) => Promise<GraphQLResponse>;

/**
 * Keeps the answers of different operations apart. For the objects of Query without an id, such as a list, Relay has one record for
 * each combination of arguments. It would show the `sources` of one answer next to the `edges` of another.
 */
export function createAnswers(send: Send, onMutation: () => void) {
  const ids = new WeakMap<object, string>();
  let mutations = 0;

  async function read(operation: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
    const before = mutations;
    const answer = await send(operation, variables);
    // If a mutation overtook this query, its answer may be older: repeat it.
    if (before !== mutations) return read(operation, variables);
    const data = "data" in answer ? answer.data : null;
    for (const [name, value] of Object.entries(data ?? {}))
      if (typeof value === "object" && value !== null)
        ids.set(value, [operation.name, name, JSON.stringify(variables)].join(":"));
    return answer;
  }

  async function write(operation: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
    try {
      return await send(operation, variables);
    } finally {
      // A failed mutation may have been applied.
      mutations += 1;
      onMutation();
    }
  }

  const fetchFunction: FetchFunction = (operation, variables) =>
    operation.operationKind === "mutation" ? write(operation, variables) : read(operation, variables);
  return { fetchFunction, idOf: (object: object) => ids.get(object) ?? null };
}

/** Makes the next read of each operation ask the network. */
export const forgetAnswers = (environment: Environment) =>
  commitLocalUpdate(environment, (store) => store.invalidateStore());

/** Calls back after each mutation, to refetch what is mounted. In React, use `useSubscribeToInvalidationState([], refetch)`. */
export function afterMutations(environment: Environment, refetch: () => void): Disposable {
  const store = environment.getStore();
  return store.subscribeToInvalidationState(store.lookupInvalidationState([]), refetch);
}
