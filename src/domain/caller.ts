/** The caller of a request. */
export interface Caller {
  /** The claim `sub` of the identity provider; null if callers are not identified. */
  readonly viewer: string | null;
  /** From the header `apollographql-client-name`; null if the client does not send it. */
  readonly clientName: string | null;
  /** From the header `apollographql-client-version`; null if the client does not send it. */
  readonly clientVersion: string | null;
  /** IP address of the connection. It can be a proxy's address. */
  readonly address: string;
}

/** Returns the key by which callers share admission: all requests of one caller have the same. */
export function flowOf({ viewer, address }: Pick<Caller, "viewer" | "address">): string {
  return viewer === null ? `address:${address}` : `viewer:${viewer}`;
}
