/** No authentication: every caller has full access. */
export interface NoAuthentication {
  readonly mode: "none";
  /** Whether ALLOW_UNAUTHENTICATED allows this for callers on other machines too. */
  readonly isConfirmed: boolean;
}

/** A public key as a JWK (RFC 7517). */
export type PublicKey = Readonly<Record<string, unknown>> & { readonly kty: string };

export interface JwtAuthentication {
  readonly mode: "jwt";
  readonly issuer: string;
  /** The token's `aud` must contain one of them. */
  readonly audience: readonly string[];
  readonly keys: { readonly url: URL } | { readonly keys: readonly PublicKey[] };
  readonly clockToleranceSeconds: number;
  /** The claim that holds the scopes; null for `scope` and `scp`. */
  readonly scopeClaim: string | null;
}

export interface RouterAuthentication {
  readonly mode: "router";
  /** All of them are accepted, so that one can be rotated without rejecting requests. */
  readonly secrets: readonly string[];
  /** The scopes of a request for which the router sends no claims. */
  readonly defaultScopes: readonly string[];
}

/** The request headers that identify a caller in each mode. A calendar app can send its token as `authorization` in every mode. */
export const credentialHeaders = {
  none: ["authorization"],
  jwt: ["authorization"],
  router: ["authorization", "router-authorization", "router-claims"],
} as const;

export type AuthenticationConfiguration = NoAuthentication | JwtAuthentication | RouterAuthentication;
