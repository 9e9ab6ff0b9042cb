import { denied } from "../domain/failures/refusals.js";
import type { AuditTrail } from "./audited-write.js";
import type { WriteScope } from "./write-scope.js";

/** Notes the source of the write in the audit trail. Throws if the caller may not change its windows. */
export function authorizeWrite(
  sourceId: string,
  trail: AuditTrail,
  { permissions }: Pick<WriteScope, "permissions">,
): void {
  trail.sourceId = sourceId;
  if (permissions.mayWrite(sourceId)) return;
  throw denied(
    `You may not change windows of the source ${sourceId}. Nothing was changed; the scope maintenance:write:${sourceId} would allow it.`,
  );
}
