import { permissionsOf } from "../../domain/permissions.js";
import { earliestInstant, latestInstant } from "../../domain/time/instants.js";
import { secondMs } from "../../domain/time/units.js";
import type { AuthenticatedCaller } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";

export type Claims = Readonly<Record<string, unknown>>;

/** The claims in which identity providers put scopes: `scope` (RFC 8693, RFC 9068) or `scp`. */
const usualScopeClaims = ["scope", "scp"];

/** Returns the caller that the claims describe. Throws AuthenticationError if they contain no scope of the gateway. */
export function callerFromClaims(claims: Claims, scopeClaim: string | null): AuthenticatedCaller {
  const names = scopeClaim === null ? usualScopeClaims : [scopeClaim];
  const permissions = permissionsOf(names.flatMap((name) => scopesIn(claims[name])));
  if (!permissions.includes("maintenance:read")) {
    throw new AuthenticationError(
      403,
      "The caller has no scope for this gateway. It needs maintenance:read or maintenance:write, or one of them for a single source, such as maintenance:read:<source id>.",
      "NO_SCOPE",
      { "www-authenticate": 'Bearer error="insufficient_scope", scope="maintenance:read"' },
    );
  }
  return { viewer: typeof claims.sub === "string" ? claims.sub : null, permissions, validUntil: null };
}

/** Returns the instant of a claim in seconds since 1970 (RFC 7519), or the nearest one that exists. */
export function instantOf(seconds: number): Date {
  const ms = seconds * secondMs;
  return new Date(Math.max(earliestInstant.getTime(), Math.min(ms, latestInstant.getTime())));
}

/** Reads a space-separated string or a list. */
function scopesIn(claim: unknown): readonly string[] {
  const texts = typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim : [];
  return texts.filter((scope) => typeof scope === "string");
}
