import { permissionDenied } from "../domain/failures/error-factories.js";
import type { AuditTrail } from "./audited-write.js";
import type { WriteContext } from "./write-context.js";

/** Notes the source of the write in the audit trail. Throws if the caller may not change its windows. */
export function authorizeWrite(
  sourceId: string,
  trail: AuditTrail,
  { permissions }: Pick<WriteContext, "permissions">,
): void {
  trail.sourceId = sourceId;
  if (permissions.mayWrite(sourceId)) return;
  throw permissionDenied(
    `You may not change windows of the source ${sourceId}. Nothing was changed; the scope maintenance:write:${sourceId} would allow it.`,
  );
}
