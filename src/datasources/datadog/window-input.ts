import type { Duration } from "../../domain/time/durations.js";
import type { DatadogWindowValues } from "./model.js";

/** The input of a change. Null means that the caller sent an explicit null. */
export type WindowInput = {
  readonly [Name in keyof DatadogWindowValues]?: DatadogWindowValues[Name] | null | undefined;
};

/** The input of a creation, which may set a duration instead of an end. */
export interface WindowCreationInput extends WindowInput {
  readonly duration?: Duration | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}
