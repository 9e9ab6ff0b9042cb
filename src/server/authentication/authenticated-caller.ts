import type { Permissions } from "../../domain/permissions.js";
import type { Moment } from "../../domain/time/clock.js";

/** A caller whose credentials are valid. */
export interface AuthenticatedCaller {
  /** The identity provider's name for the person or program; null if callers are not identified. */
  readonly viewer: string | null;
  readonly permissions: Permissions;
  /** When the credentials expire; null if they do not. */
  readonly validUntil: Date | null;
}

/** All values of each header. Node.js's `headers` joins or drops repeated ones. */
export type DistinctHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** Authenticates the caller of a request. Throws AuthenticationError if it rejects the caller. */
export type Authenticate = (
  headers: DistinctHeaders,
  at: Moment,
) => AuthenticatedCaller | Promise<AuthenticatedCaller>;
