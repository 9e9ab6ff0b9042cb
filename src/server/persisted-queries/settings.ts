import { readFileSync } from "node:fs";
import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { textList } from "../../settings/value-schemas.js";
import type { PersistedOperations } from "./manifest.js";
import { createKnownOperations, readManifest } from "./manifest.js";

const rules = ["any", "known", "known-by-id"] as const;

export interface PersistedQueries {
  /** The operations to accept: any, those in the manifests, or those in the manifests and only by id. */
  readonly allowed: (typeof rules)[number];
  readonly known: PersistedOperations;
}

const schema = v.object({
  PERSISTED_QUERY_MANIFESTS: textList,
  ALLOWED_OPERATIONS: v.optional(v.picklist(rules, `must be one of ${rules.join(", ")}.`), "any"),
});

export const persistedQueryVariables = Object.keys(schema.entries);

/** The operations that callers may send, or every error in the settings. */
export function readPersistedQueries(environment: Environment): {
  readonly persistedQueries: PersistedQueries | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const checked = checkEnvironment(schema, environment);
  if (checked.output === null) return { persistedQueries: null, faults: checked.faults };
  const { PERSISTED_QUERY_MANIFESTS: files, ALLOWED_OPERATIONS: allowed } = checked.output;
  const faults: ConfigurationFault[] = [];
  const operations = files.flatMap((file, index) => {
    const read = operationsIn(file);
    if (typeof read !== "string") return read;
    faults.push({
      key: "PERSISTED_QUERY_MANIFESTS",
      message: `entry ${index + 1} ${read}`,
    });
    return [];
  });
  if (allowed !== "any" && files.length === 0) {
    const message = `is ${allowed}, but no operations are known. Set PERSISTED_QUERY_MANIFESTS to the files that list them.`;
    faults.push({ key: "ALLOWED_OPERATIONS", message });
  }
  if (faults.length > 0) return { persistedQueries: null, faults };
  return { persistedQueries: { allowed, known: createKnownOperations(operations) }, faults };
}

function operationsIn(file: string): readonly (readonly [string, string])[] | string {
  try {
    const operations = readManifest(readFileSync(file, "utf8"));
    return operations ?? "names a file that is not a manifest in Apollo's or Relay's format.";
  } catch {
    return "names a file that cannot be read.";
  }
}
