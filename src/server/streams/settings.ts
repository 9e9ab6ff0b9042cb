import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { wholeNumberText } from "../../settings/value-schemas.js";

/** Limits of the streams that are open at the same time. */
export interface StreamSettings {
  readonly maxStreams: number;
  readonly maxStreamsPerCaller: number;
}

const schema = v.object({
  MAX_STREAMS: wholeNumberText(0, 1_000_000, 10_000),
  MAX_STREAMS_PER_CALLER: wholeNumberText(1, 1_000_000, 1_000),
});

export const streamVariables = Object.keys(schema.entries);

/** Returns the settings of streams, or every error in them. */
export function readStreamSettings(environment: Environment): {
  readonly streams: StreamSettings | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults } = checkEnvironment(schema, environment);
  if (output === null) return { streams: null, faults };
  return {
    streams: { maxStreams: output.MAX_STREAMS, maxStreamsPerCaller: output.MAX_STREAMS_PER_CALLER },
    faults,
  };
}
