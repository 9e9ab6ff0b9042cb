/** The sites of Datadog, by the names that its documentation uses. */
const sitesByName: Readonly<Record<string, string>> = {
  us1: "datadoghq.com",
  us3: "us3.datadoghq.com",
  us5: "us5.datadoghq.com",
  eu: "datadoghq.eu",
  eu1: "datadoghq.eu",
  ap1: "ap1.datadoghq.com",
  ap2: "ap2.datadoghq.com",
  uk1: "uk1.datadoghq.com",
  "us1-fed": "ddog-gov.com",
  "us2-fed": "us2.ddog-gov.com",
};

export const knownSites = [...new Set(Object.values(sitesByName))];

export const defaultSite = "datadoghq.com";

/** A site, or why it is rejected. */
type SiteReading = { readonly site: string; readonly isCorrected: boolean } | { readonly problem: string };

/** Whether keys may be sent to a site that the gateway does not know. */
export interface SiteRules {
  readonly hasEndpoint: boolean;
  readonly allowUnknownSite: boolean;
  /** The names of the settings that allow an unknown site. */
  readonly remedies: string;
}

/**
 * Reads a site. Text that can only mean one known site is corrected. The keys would be sent to an unknown site, so it must be
 * allowed.
 */
export function readSite(given: string, { hasEndpoint, allowUnknownSite, remedies }: SiteRules): SiteReading {
  const host = hostIn(given);
  const known = knownSite(host);
  if (known !== null) return { site: known, isCorrected: known !== given };
  const all = `The sites are ${knownSites.join(", ")}.`;
  if (host === null) return { problem: `is not a Datadog site. ${all}` };
  if (hasEndpoint || allowUnknownSite) return { site: host, isCorrected: false };
  // The address of an organisation has the same form as a new site.
  const parent = knownSites
    .toSorted((left, right) => right.length - left.length)
    .find((site) => host.endsWith(`.${site}`));
  const meant = parent === undefined ? all : `For your organisation's address, write ${parent}.`;
  return {
    problem: `is not a known Datadog site, and your keys would be sent there. ${meant} For another site, set ${remedies}.`,
  };
}

/** Returns the host of a site or URL, without a dot at its end; null if the text has no host. */
function hostIn(given: string): string | null {
  const text = /^[a-z]+:\/\//i.test(given) ? given : `https://${given}`;
  if (!URL.canParse(text)) return null;
  const { protocol, username, password, port, hostname } = new URL(text);
  const host = hostname.replace(/\.$/, "");
  const isPlain = /^https?:$/.test(protocol) && username + password + port === "";
  return isPlain && (/^(?:[a-z0-9-]+\.)+[a-z]{2,}$/.test(host) || Object.hasOwn(sitesByName, host))
    ? host
    : null;
}

/** The site that a host can only mean: a site, its name, or the host of its pages or its API. */
function knownSite(host: string | null): string | null {
  if (host === null) return null;
  const site = host.replace(/^(?:app|api)\./, "");
  return Object.hasOwn(sitesByName, host)
    ? (sitesByName[host] ?? null)
    : (knownSites.find((each) => each === site) ?? null);
}

/** What is wrong with an endpoint on the host of a known site; null if nothing is. Other hosts can have any path. */
export function endpointProblem(endpoint: string): string | null {
  const { hostname, pathname } = new URL(endpoint);
  const site = knownSites.find((each) => [each, `app.${each}`, `api.${each}`].includes(hostname));
  if (site === undefined || (hostname === `api.${site}` && pathname === "/")) return null;
  return `must be https://api.${site}, the address of Datadog's API. The gateway adds the path.`;
}
