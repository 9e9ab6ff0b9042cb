import type { Duration } from "../../domain/time/durations.js";
import type { DatadogWindowValues } from "./model.js";

/** What a caller may send; null stands for an explicit null. */
export type WindowInput = {
  readonly [Name in keyof DatadogWindowValues]?: DatadogWindowValues[Name] | null | undefined;
};

/** Of a new window, whose end may be told by its length. */
export interface WindowCreationInput extends WindowInput {
  readonly duration?: Duration | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}
