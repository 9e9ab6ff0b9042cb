import { flowOf } from "../../domain/caller.js";
import type { Reservation } from "../../scheduling/memory-budget.js";
import { createMemoryBudget } from "../../scheduling/memory-budget.js";
import { documentBytes } from "../execution/document-store.js";
import { noMemory } from "../http/request-memory.js";
import { bytesPerVariableCharacter, maxLargeOperationBytes, usualOperationBytes } from "./constants.js";
import type { Subscription } from "./requested-subscriptions.js";

/** Reserves the memory of a stream's operation. Throws HttpError if it is not available. */
export type ReserveStreamMemory = (subscription: Subscription) => Reservation;

/**
 * Limits the memory of the operations that streams hold, of which each caller gets a share. Those of the usual size take none of it:
 * their number is limited.
 */
export function createStreamMemory(maxBytes = maxLargeOperationBytes): ReserveStreamMemory {
  const budget = createMemoryBudget(maxBytes);
  return ({ document, variables, context }) => {
    const bytes = documentBytes(document) + JSON.stringify(variables).length * bytesPerVariableCharacter;
    const memory = budget.reserve(flowOf(context.request.caller), Math.max(0, bytes - usualOperationBytes));
    if (memory === null) throw noMemory();
    return memory;
  };
}
