/** Everybody who reaches the gateway may do everything. */
export interface NoAuthentication {
  readonly mode: "none";
  /** Whether ALLOW_UNAUTHENTICATED confirms this for other machines too. */
  readonly isConfirmed: boolean;
}

/** A public key as a JWK (RFC 7517). */
export type PublicKey = Readonly<Record<string, unknown>> & { readonly kty: string };

export interface JwtAuthentication {
  readonly mode: "jwt";
  readonly issuer: string;
  /** One of them must be the token's. */
  readonly audience: readonly string[];
  readonly keys: { readonly url: URL } | { readonly keys: readonly PublicKey[] };
  readonly clockToleranceSeconds: number;
  /** The claim that holds the scopes; null where it is one of the usual ones. */
  readonly scopeClaim: string | null;
}

export interface RouterAuthentication {
  readonly mode: "router";
  /** Each of them counts: so one can be replaced without a request that is refused. */
  readonly secrets: readonly string[];
  /** Of a request that the router makes for nobody. */
  readonly defaultScopes: readonly string[];
}

export type AuthenticationConfiguration = NoAuthentication | JwtAuthentication | RouterAuthentication;
