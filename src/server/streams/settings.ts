import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { isOrigin, textList, wholeNumberText } from "../../settings/value-schemas.js";

/** How many streams can be open at the same time, and where results may be sent. */
export interface StreamSettings {
  readonly maxStreams: number;
  readonly maxStreamsPerCaller: number;
  /** The origins of the routers to which the gateway may send results. */
  readonly callbackOrigins: readonly string[];
}

const schema = v.object({
  MAX_STREAMS: wholeNumberText(0, 1_000_000, 10_000),
  MAX_STREAMS_PER_CALLER: wholeNumberText(1, 1_000_000, 1_000),
  SUBSCRIPTION_CALLBACK_ORIGINS: v.pipe(
    textList,
    v.check(
      (origins) => origins.every((origin) => /^https?:/.test(origin) && isOrigin(origin)),
      "must be a comma-separated list of origins of routers, such as http://router:4000, without a path.",
    ),
  ),
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
    streams: {
      maxStreams: output.MAX_STREAMS,
      maxStreamsPerCaller: output.MAX_STREAMS_PER_CALLER,
      callbackOrigins: output.SUBSCRIPTION_CALLBACK_ORIGINS,
    },
    faults,
  };
}
