import type { DatadogSourceSettings } from "./settings.js";

/**
 * The host of each site's pages (API reference, "Case Management", table of sites). The government sites are missing: their
 * documentation says that they lack the product.
 */
const hosts: Readonly<Record<string, string>> = {
  "datadoghq.com": "app.datadoghq.com",
  "datadoghq.eu": "app.datadoghq.eu",
  "us3.datadoghq.com": "us3.datadoghq.com",
  "us5.datadoghq.com": "us5.datadoghq.com",
  "ap1.datadoghq.com": "ap1.datadoghq.com",
  "ap2.datadoghq.com": "ap2.datadoghq.com",
  "uk1.datadoghq.com": "uk1.datadoghq.com",
};

/**
 * Returns Datadog's page of all maintenance windows (Event Management, "Maintenance Windows"); null if the site has no known one, or if
 * the endpoint is not Datadog's. No page of a single window is documented.
 */
export function consoleUrlOf({
  site,
  endpoint,
}: Pick<DatadogSourceSettings, "site" | "endpoint">): string | null {
  const host = Object.hasOwn(hosts, site) ? hosts[site] : undefined;
  const isDatadog = endpoint === undefined || new URL(endpoint).hostname === `api.${site}`;
  return host !== undefined && isDatadog ? `https://${host}/event/settings/maintenance-windows` : null;
}
