import { instantText } from "../time/instants.js";

/**
 * Returns a window's id, `<provider key>:<the provider's own key>`: `flink:<arn>` or `datadog:<source id>:<uuid>`.
 * Clients treat it as opaque.
 */
export function windowId(providerKey: string, ...parts: readonly string[]): string {
  return [providerKey, ...parts].join(":");
}

/** Splits an id into the provider's key and the rest; returns null if the id has no `:`. */
export function splitWindowId(id: string): { readonly providerKey: string; readonly rest: string } | null {
  const colon = id.indexOf(":");
  return colon < 0 ? null : { providerKey: id.slice(0, colon), rest: id.slice(colon + 1) };
}

/** Returns the id of the occurrence of a window that starts at an instant. Clients treat it as opaque. */
export function occurrenceId(ofWindow: string, startsAt: Date): string {
  return `${ofWindow}@${instantText(startsAt)}`;
}
