import type {
  Disposable,
  Environment,
  FetchFunction,
  GraphQLResponse,
  Observable,
  RequestParameters,
  SubscribeFunction,
  Variables,
} from "relay-runtime";
import { commitLocalUpdate } from "relay-runtime";
import { isEvent } from "./live.ts";

export type Send = (operation: RequestParameters, variables: Variables) => Promise<GraphQLResponse>;
export type Subscribe = (operation: RequestParameters, variables: Variables) => Observable<GraphQLResponse>;

/**
 * Keeps the answers of different operations apart. For the objects of Query without an id, such as a list, Relay has one record for
 * each combination of arguments. It would show the `sources` of one answer next to the `edges` of another.
 */
export function createAnswers(send: Send, subscribe: Subscribe, onChange: () => void) {
  const ids = new WeakMap<object, string>();
  let changes = 0;

  function countChange(): void {
    changes += 1;
    onChange();
  }

  async function read(operation: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
    const before = changes;
    const answer = await send(operation, variables);
    // If a mutation or an event overtook this query, its answer may be older: repeat it.
    if (before !== changes) return read(operation, variables);
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
      countChange();
    }
  }

  const fetchFunction: FetchFunction = (operation, variables) =>
    operation.operationKind === "mutation" ? write(operation, variables) : read(operation, variables);
  const subscribeFunction: SubscribeFunction = (operation, variables) =>
    subscribe(operation, variables).do({
      next: (result) => "data" in result && isEvent(result.data) && countChange(),
    });
  return { fetchFunction, subscribeFunction, idOf: (object: object) => ids.get(object) ?? null };
}

/** Makes the next read of each operation ask the network. */
export const forgetAnswers = (environment: Environment) =>
  commitLocalUpdate(environment, (store) => store.invalidateStore());

/** Calls back after each mutation and event, to refetch what is mounted. In React, use `useSubscribeToInvalidationState([], refetch)`. */
export function afterMutations(environment: Environment, refetch: () => void): Disposable {
  const store = environment.getStore();
  return store.subscribeToInvalidationState(store.lookupInvalidationState([]), refetch);
}
