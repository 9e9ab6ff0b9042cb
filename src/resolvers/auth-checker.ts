import type { AuthChecker } from "type-graphql";
import type { ResolverContext } from "../context.js";
import { permissionDenied } from "../domain/failures/error-factories.js";
import type { Scope } from "../domain/permissions.js";

/**
 * Checks that the caller has the scope that `@Authorized` names, for at least one source. The datasources check individual
 * sources: they hide those that the caller may not read, and reject writes to those that it may not write.
 */
export const authChecker: AuthChecker<ResolverContext, Scope> = ({ context }, scopes) => {
  const missing = scopes.find((scope) => !context.permissions.includes(scope));
  if (missing === undefined) return true;
  throw permissionDenied(
    `This field requires the scope ${missing}, or ${missing}:<source id> for one source. Use credentials that have it, or ask the gateway's operators for them.`,
  );
};
