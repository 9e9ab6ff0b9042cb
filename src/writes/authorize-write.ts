import { permissionDenied } from "../domain/failures/error-factories.js";
import type { AuditTrail } from "./audited-write.js";
import type { WriteContext } from "./write-context.js";

/** Records the source of the write in the audit trail. Throws if the caller may not change its windows. */
export function authorizeWrite(
  sourceId: string,
  trail: AuditTrail,
  { permissions }: Pick<WriteContext, "permissions">,
): void {
  trail.sourceId = sourceId;
  if (permissions.mayWrite(sourceId)) return;
  throw permissionDenied(
    `You may not change windows of source ${sourceId}. Nothing was changed. To change them, you need the scope maintenance:write:${sourceId} or maintenance:write.`,
  );
}
