import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { wholeNumberText } from "../../settings/value-schemas.js";

/** Limits on the size and cost of one request. */
export interface Limits {
  readonly maxBodyBytes: number;
  /** Characters of the document, with comments and white space. */
  readonly maxCharacters: number;
  /** Lexical tokens of the document (GraphQL specification, section 2.1.6). */
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxRootFields: number;
  /** Representations in `_entities`. */
  readonly maxEntities: number;
  readonly maxCost: number;
}

const schema = v.object({
  MAX_BODY_BYTES: wholeNumberText(1_024, 64 * 1024 * 1024, 1024 * 1024),
  QUERY_MAX_CHARACTERS: wholeNumberText(100, 64 * 1024 * 1024, 30_000),
  QUERY_MAX_TOKENS: wholeNumberText(10, 1_000_000, 1_500),
  QUERY_MAX_DEPTH: wholeNumberText(1, 1_000, 12),
  QUERY_MAX_ALIASES: wholeNumberText(0, 1_000_000, 30),
  QUERY_MAX_ROOT_FIELDS: wholeNumberText(1, 1_000_000, 20),
  QUERY_MAX_ENTITIES: wholeNumberText(1, 1_000_000, 500),
  QUERY_MAX_COST: wholeNumberText(1, 1_000_000_000, 5_000),
});

export const limitVariables = Object.keys(schema.entries);

/** The limits, or every error in their settings. */
export function readLimits(environment: Environment): {
  readonly limits: Limits | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults } = checkEnvironment(schema, environment);
  if (output === null) return { limits: null, faults };
  const limits = {
    maxBodyBytes: output.MAX_BODY_BYTES,
    maxCharacters: output.QUERY_MAX_CHARACTERS,
    maxTokens: output.QUERY_MAX_TOKENS,
    maxDepth: output.QUERY_MAX_DEPTH,
    maxAliases: output.QUERY_MAX_ALIASES,
    maxRootFields: output.QUERY_MAX_ROOT_FIELDS,
    maxEntities: output.QUERY_MAX_ENTITIES,
    maxCost: output.QUERY_MAX_COST,
  };
  return { limits, faults };
}
