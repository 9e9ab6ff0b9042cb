import * as v from "valibot";
import type { ConfigurationFault } from "./configuration-fault.js";
import type { DeclaredObject } from "./declared-source.js";
import type { Environment } from "./environment.js";
import { unknownSetting } from "./unknown-setting.js";

/** The settings, or null if they have errors. */
export interface Checked<Output> {
  readonly output: Output | null;
  readonly faults: readonly ConfigurationFault[];
}

type ObjectSchema = v.GenericSchema & { readonly entries: v.ObjectEntries };

/** Checks the variables of a schema. A variable that is empty or only white space counts as not set. */
export function checkEnvironment<Schema extends ObjectSchema>(
  schema: Schema,
  environment: Environment,
): Checked<v.InferOutput<Schema>> {
  const given = Object.keys(schema.entries).map((key) => [key, environment[key]?.trim() || undefined]);
  return check(schema, Object.fromEntries(given), null);
}

/** Checks an object in a list of the configuration file. */
export function checkDeclared<Schema extends ObjectSchema>(
  schema: Schema,
  { path, settings }: DeclaredObject,
): Checked<v.InferOutput<Schema>> {
  return check(schema, settings, { name: path, keys: path.split(/[[\]]/).slice(0, 2) });
}

/** Where the checked settings are in the configuration file. */
interface Place {
  readonly name: string;
  readonly keys: readonly string[];
}

function check<Schema extends v.GenericSchema>(
  schema: Schema,
  given: unknown,
  place: Place | null,
): Checked<v.InferOutput<Schema>> {
  const result = v.safeParse(schema, given, { abortPipeEarly: true });
  if (result.success) return { output: result.output, faults: [] };
  return { output: null, faults: result.issues.map((issue) => faultOf(issue, schema, place)) };
}

function faultOf(
  issue: v.BaseIssue<unknown>,
  schema: v.GenericSchema,
  place: Place | null,
): ConfigurationFault {
  const keys = issue.path?.map(({ key }) => String(key)) ?? [];
  const nameOf = (path: readonly string[]) =>
    [...(place === null ? [] : [place.name]), ...path].join(".").replaceAll(/\.([0-9]+)(?=\.|$)/g, "[$1]");
  const at = place === null ? {} : { at: [...place.keys, ...keys] };
  if (issue.expected !== "never") return { key: nameOf(keys), message: messageOf(issue), ...at };
  const parent = keys.slice(0, -1);
  return {
    ...unknownSetting(nameOf(parent), keys.at(-1) ?? "", Object.keys(entriesAt(schema, parent))),
    ...at,
  };
}

/** Replaces valibot's own messages: they quote the value, which may be a secret in the wrong place. */
function messageOf(issue: v.BaseIssue<unknown>): string {
  if (!issue.message.startsWith("Invalid ")) return issue.message;
  return issue.received === "undefined"
    ? "is missing."
    : `must be ${withArticle(issue.expected ?? "another value")}.`;
}

/** The entries of the object at a path in a schema. */
function entriesAt(schema: object, keys: readonly string[]): v.ObjectEntries {
  if ("wrapped" in schema) return entriesAt(schema.wrapped as object, keys);
  const entries = "entries" in schema ? (schema.entries as v.ObjectEntries) : {};
  const [key = "", ...rest] = keys;
  const inner = entries[key];
  return inner === undefined ? entries : entriesAt(inner, rest);
}

function withArticle(type: string): string {
  if (!/^[a-z]+$/i.test(type)) return type;
  return `${/^[aeio]/i.test(type) ? "an" : "a"} ${type.toLowerCase()}`;
}
