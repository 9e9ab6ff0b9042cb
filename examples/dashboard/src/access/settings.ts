/** The identity provider at which users sign in. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

/** Returns the settings that start.ts has checked; null if users have no identity provider, and paste a token. */
export function oidcSettings({
  DASHBOARD_OIDC_ISSUER: issuer,
  DASHBOARD_OIDC_CLIENT_ID: clientId,
  DASHBOARD_OIDC_SCOPE: scope,
}: Readonly<Record<string, string | undefined>>): OidcSettings | null {
  return issuer && clientId ? { issuer, clientId, scope: scope || "openid" } : null;
}
