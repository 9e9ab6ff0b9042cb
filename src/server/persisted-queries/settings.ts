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
  /** Which operations are carried out: any, those of the manifests, or those of the manifests that are asked for by id. */
  readonly allowed: (typeof rules)[number];
  readonly known: PersistedOperations;
}

const schema = v.object({
  PERSISTED_QUERY_MANIFESTS: textList,
  ALLOWED_OPERATIONS: v.optional(v.picklist(rules, `must be one of ${rules.join(", ")}.`), "any"),
});

/** Which operations there are, or every fault of what says so. */
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
      message: `entry ${index + 1} names a file that ${read}`,
    });
    return [];
  });
  if (allowed !== "any" && files.length === 0) {
    const message = `is ${allowed}, and PERSISTED_QUERY_MANIFESTS names no file of known operations.`;
    faults.push({ key: "ALLOWED_OPERATIONS", message });
  }
  if (faults.length > 0) return { persistedQueries: null, faults };
  return { persistedQueries: { allowed, known: createKnownOperations(operations) }, faults };
}

function operationsIn(file: string): readonly (readonly [string, string])[] | string {
  try {
    const operations = readManifest(readFileSync(file, "utf8"));
    return operations ?? "is no manifest of Apollo's or Relay's format.";
  } catch {
    return "cannot be read.";
  }
}
