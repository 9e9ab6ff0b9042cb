import { isObject, parseJson } from "../json.js";
import type { EmulatedResponse } from "../service.js";
import { badRequest, jsonApiError } from "./responses.js";
import type { Window } from "./windows.js";
import { toSeconds } from "./windows.js";

export type Attributes = Pick<Window, "name" | "query" | "start_at" | "end_at">;

const members = ["name", "query", "start_at", "end_at"] as const;

/** Returns the attributes in a request's body, or Datadog's error response. */
export function readAttributes(body: string): { readonly given: Partial<Attributes> } | EmulatedResponse {
  const parsed = parseJson(body);
  const data = isObject(parsed) ? parsed.data : undefined;
  if (!isObject(data)) return badRequest();
  if (data.type !== "maintenance_window") {
    return badRequest(`got type "${String(data.type)}" expected one of "maintenance_window"`);
  }
  const attributes = data.attributes ?? {};
  if (!isObject(attributes)) {
    return badRequest(`error decoding attribute "attributes": invalid type ${typeof attributes}`);
  }
  const given: Partial<Record<keyof Attributes, string>> = {};
  for (const member of members) {
    const value = attributes[member];
    if (value === undefined) continue;
    if (typeof value !== "string") {
      return badRequest(`error decoding attribute "${member}": invalid type ${typeof value}`);
    }
    if (member === "name" && value.trim() === "") return badRequest();
    given[member] = value;
  }
  for (const member of ["start_at", "end_at"] as const) {
    const value = given[member];
    if (value === undefined) continue;
    const instant = new Date(value);
    if (Number.isNaN(instant.getTime())) {
      return badRequest(`error decoding attribute "${member}": invalid time`);
    }
    given[member] = toSeconds(instant);
  }
  return { given };
}

/** Returns all four attributes, or Datadog's error response. */
export function complete(given: Partial<Attributes>): Attributes | EmulatedResponse {
  const { name, query, start_at, end_at } = given;
  if (name === undefined || query === undefined || start_at === undefined || end_at === undefined) {
    return badRequest();
  }
  if (new Date(end_at) <= new Date(start_at)) {
    return jsonApiError(400, { title: "Generic Error", detail: "end_at must be after start_at" });
  }
  return { name, query, start_at, end_at };
}
