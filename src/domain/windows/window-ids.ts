/**
 * A window's id is `<provider key>:<the provider's own key>`: `flink:<arn>` or `datadog:<source id>:<uuid>`.
 * It is opaque to clients.
 */
export function windowId(providerKey: string, ...parts: readonly string[]): string {
  return [providerKey, ...parts].join(":");
}

/** The provider's key and what follows; null where there is no `:`. */
export function splitWindowId(id: string): { readonly providerKey: string; readonly rest: string } | null {
  const colon = id.indexOf(":");
  return colon < 0 ? null : { providerKey: id.slice(0, colon), rest: id.slice(colon + 1) };
}
