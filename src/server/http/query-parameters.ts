import leven from "leven";
import * as v from "valibot";
import { maxSearchLength, maxSearchTerms } from "../../domain/lists/constants.js";
import { searchedTerms } from "../../domain/lists/search-text.js";
import { closestName } from "../../settings/closest-name.js";
import { HttpError } from "./http-error.js";

/** A query string as Fastify parses it: a repeated parameter is a list. */
export type QueryString = Readonly<Record<string, unknown>>;

type ParametersSchema = v.ObjectSchema<v.ObjectEntries, undefined>;

/** Returns why an unknown parameter is not accepted; null to ignore it. */
type UnknownParameterFault = (name: string, known: readonly string[]) => string | null;

/**
 * Parses a query string. Throws HttpError, which names every invalid parameter but quotes no values. Without `faultOfUnknown`, no
 * unknown parameter is accepted.
 */
export function readParameters<Schema extends ParametersSchema>(
  schema: Schema,
  given: QueryString,
  subject: string,
  faultOfUnknown: UnknownParameterFault = refuseUnknown,
): v.InferOutput<Schema> {
  const { success, output, issues = [] } = v.safeParse(schema, given, { abortPipeEarly: true });
  const parameters = Object.keys(schema.entries);
  const unknownFaults = Object.keys(given)
    .filter((key) => !parameters.includes(key))
    .map((key) => faultOfUnknown(key, parameters))
    .filter((fault) => fault !== null);
  if (success && unknownFaults.length === 0) return output;
  const faults = [
    ...issues.map((issue) => `${v.getDotPath(issue)} ${issue.message}`),
    ...new Set(unknownFaults),
  ];
  throw new HttpError(400, "BAD_REQUEST", `Invalid ${subject} query: ${faults.join("; ")}.`);
}

function refuseUnknown(name: string, known: readonly string[]): string {
  return `${shownName(name)} is not one of the parameters ${known.join(", ")}`;
}

/** Returns the parameter that an unknown name probably means; null if none. Short names can differ in one letter. */
export function meantName(name: string, known: readonly string[]): string | null {
  // Links that were copied from HTML have &amp; between parameters.
  const letters = name.replace(/^amp;/i, "").replaceAll(/[^a-z]/gi, "");
  const isClose = (each: string) => leven(letters.toLowerCase(), each.toLowerCase()) <= 1;
  return closestName(letters, known) ?? known.find(isClose) ?? null;
}

/**
 * Throws HttpError if the URL is not percent-encoded UTF-8. Fastify would keep such a value as it is, so that a search would find
 * nothing.
 */
export function requireUtf8(url: string, subject: string): void {
  try {
    decodeURIComponent(url);
  } catch {
    const message = `Invalid ${subject} query: it must be UTF-8 with percent-encoding, such as %C3%BC for ü and %25 for %.`;
    throw new HttpError(400, "BAD_REQUEST", message);
  }
}

/** A list of texts: comma-separated, in repeated parameters, or both. */
export function listParameter() {
  return v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((given): readonly string[] => [given].flat().flatMap((text) => text.split(","))),
  );
}

/** A list of known values. */
export function choiceParameter<Choice extends string>(
  known: readonly Choice[],
  normal: (text: string) => string,
) {
  return v.pipe(
    listParameter(),
    v.transform((given): readonly string[] => given.map(normal)),
    v.check(
      (texts) => texts.every((text) => known.some((choice) => choice === text)),
      known.length === 0
        ? "must be omitted, because there are no values to choose from"
        : `must name one or more of ${known.join(", ")}`,
    ),
    v.transform((texts) => texts as readonly Choice[]),
  );
}

const searchRule = `must be a single string of 1 to ${maxSearchLength} characters`;

/** Words and phrases that windows contain, as `filter.search`. */
export const searchParameter = v.pipe(
  v.string(searchRule),
  v.nonEmpty(searchRule),
  v.maxLength(maxSearchLength, searchRule),
  v.check(
    (text) => searchedTerms(text).length <= maxSearchTerms,
    `must have at most ${maxSearchTerms} different words and phrases`,
  ),
);

/** Hides names of 32 characters or more: such a name can be a misplaced token. */
export function shownName(parameter: string): string {
  return /^[\w.-]{1,31}$/.test(parameter) ? parameter : "one with an unusual name";
}
