import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { rawWindowOf } from "./mapping.js";
import type { DatadogHttp } from "./sdk-http-library.js";

/** A response as Datadog's client returns it. */
interface DatadogResponse {
  readonly data?: unknown;
  /** The members that the API does not document. */
  readonly additionalProperties?: Readonly<Record<string, unknown>>;
}

/** Returns the data of a successful response. */
export async function dataOf(response: Promise<DatadogResponse>, http: DatadogHttp): Promise<unknown> {
  return (await contentOf(response, http)).data;
}

/**
 * Returns the content of a successful response. Datadog's client fails if one member of one window has another type, even if the
 * gateway does not use it. The content is then taken from the JSON, and the mapping checks each member that it uses.
 * `rawOf` converts an item from JSON to the form in which Datadog's client returns it.
 */
export async function contentOf(
  response: Promise<DatadogResponse>,
  http: DatadogHttp,
  rawOf: (json: unknown) => unknown = rawWindowOf,
): Promise<DatadogResponse> {
  try {
    return await response;
  } catch (error) {
    if (!http.answered || http.body.length === 0) throw error;
    const json: unknown = JSON.parse(http.body.toString("utf8"));
    if (typeof json !== "object" || json === null || !("data" in json)) throw error;
    const { data, ...additionalProperties } = json;
    if (typeof data !== "object" || data === null) throw error;
    return {
      data: Array.isArray(data) ? data.map(rawOf) : rawOf(data),
      additionalProperties,
    };
  }
}

/**
 * Rejects a response that may not have all windows: another status than 200, errors beside the data, or a link to a next page. The
 * API documents none of them, and windows that are missing would look as if there were none.
 */
export function requireWholeList(
  { status }: DatadogHttp,
  { additionalProperties = {} }: DatadogResponse,
): void {
  if (status !== 200) throw new MalformedResponseError(`the status of a list is ${status} instead of 200`);
  const { errors, links } = additionalProperties;
  if (errors !== undefined && errors !== null) throw new MalformedResponseError("the list has errors");
  if (typeof links === "object" && links !== null && "next" in links && links.next)
    throw new MalformedResponseError("the list has further pages");
}
