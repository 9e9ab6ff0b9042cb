import type { AuthChecker } from "type-graphql";
import type { Context } from "../context.js";
import { permissionDenied } from "../domain/failures/error-factories.js";
import type { Scope } from "../domain/permissions.js";

/**
 * What `@Authorized` asks of a caller: a scope, for one source at least. Which sources they are, the datasources see to:
 * those that a caller may not read are not there for it, and those that it may not write refuse.
 */
export const authChecker: AuthChecker<Context, Scope> = ({ context }, scopes) => {
  const missing = scopes.find((scope) => !context.permissions.includes(scope));
  if (missing === undefined) return true;
  throw permissionDenied(
    `This needs the scope ${missing}, or ${missing}:<source> of one source, which the caller has not.`,
  );
};
