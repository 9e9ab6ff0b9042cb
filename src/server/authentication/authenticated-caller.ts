import type { Permissions } from "../../domain/permissions.js";

/** Who has been let in. */
export interface AuthenticatedCaller {
  /** The name of a person or a program, as its identity provider has it; null where callers are not told apart. */
  readonly viewer: string | null;
  readonly permissions: Permissions;
}

/** The values of each header, one by one: Node.js would join those that come twice. */
export type DistinctHeaders = Readonly<Record<string, readonly string[] | undefined>>;

/** Authenticates the caller of a request. Throws AuthenticationError if the caller is refused. */
export type Authenticate = (headers: DistinctHeaders, now: Date) => Promise<AuthenticatedCaller>;
