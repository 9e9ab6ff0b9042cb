import { permissionsOf } from "../../domain/permissions.js";
import type { AuthenticatedCaller } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";

export type Claims = Readonly<Record<string, unknown>>;

/** Where identity providers put scopes: `scope` (RFC 8693, RFC 9068), or `scp`. */
const usualScopeClaims = ["scope", "scp"];

/** Who the claims are about, and what they allow; refuses who has no scope of the gateway at all. */
export function callerFromClaims(claims: Claims, scopeClaim: string | null): AuthenticatedCaller {
  const names = scopeClaim === null ? usualScopeClaims : [scopeClaim];
  const permissions = permissionsOf(names.flatMap((name) => scopesIn(claims[name])));
  if (!permissions.includes("maintenance:read")) {
    throw new AuthenticationError(403, "The caller has no scope of the maintenance gateway.", "NO_SCOPE", {
      "www-authenticate": 'Bearer error="insufficient_scope", scope="maintenance:read"',
    });
  }
  return { viewer: typeof claims.sub === "string" ? claims.sub : null, permissions };
}

/** One text with spaces between, or a list. */
function scopesIn(claim: unknown): readonly string[] {
  const texts = typeof claim === "string" ? claim.split(" ") : Array.isArray(claim) ? claim : [];
  return texts.filter((scope) => typeof scope === "string");
}
