import { conflict, unsupportedOperation } from "../../domain/failures/error-factories.js";
import type { MaintenanceWarning } from "../../domain/windows/change-results.js";
import { audited } from "../../writes/audited-write.js";
import { authorizeWrite } from "../../writes/authorize-write.js";
import type { ChangeOptions } from "../../writes/change-window.js";
import { changeWindow, requireWindow } from "../../writes/change-window.js";
import type { RequestContext, Runtime } from "../provider.js";
import { timesFrom, toWindow, toWindowId, valuesAsTexts, windowOf } from "./mapping.js";
import type { FlinkApplication, FlinkMaintenanceWindow, FlinkMaintenanceWindowChanged } from "./model.js";
import { providerName } from "./model.js";
import type { FlinkReads, LocatedApplication } from "./reads.js";

export interface UpdateFlinkMaintenanceWindow extends ChangeOptions {
  /** A window's id or an application's ARN. */
  readonly id: string;
  /** `HH:MM` UTC */
  readonly startTime: string;
}

/** AWS plans maintenance ahead; what it has planned keeps the old window. */
const appliesFromNextScheduling: MaintenanceWarning = {
  code: "APPLIES_FROM_NEXT_SCHEDULING",
  message:
    "The new window counts from the next time AWS schedules maintenance. Maintenance that AWS has scheduled already still runs in the old window.",
  path: null,
};

/** How one request changes windows. */
export function createFlinkChanges(
  reads: FlinkReads,
  { writes }: Pick<Runtime, "writes">,
  context: RequestContext,
) {
  const { deadline, permissions } = context;
  return {
    updateWindow(input: UpdateFlinkMaintenanceWindow): Promise<FlinkMaintenanceWindowChanged> {
      const { id, startTime, validateOnly } = input;
      const attempt = {
        operation: "updateFlinkMaintenanceWindow",
        provider: providerName,
        windowId: id,
        dryRun: validateOnly,
      };
      return audited(context, attempt, async (trail) => {
        const arn = reads.parseTarget(id);
        trail.windowId = toWindowId(arn.arn);
        const plan = ({ application }: LocatedApplication) => {
          const window = windowOf({ ...application, maintenance: timesFrom(startTime) });
          const isChange = toWindow(application)?.revision !== window.revision;
          return { window, warnings: isChange ? [appliesFromNextScheduling] : [] };
        };
        const authorized = (located: LocatedApplication) => {
          authorizeWrite(located.source.id, trail, context);
          return located;
        };
        const change = () =>
          changeWindow<LocatedApplication, FlinkMaintenanceWindow, ReturnType<typeof plan>>(
            {
              options: input,
              isRelative: false,
              readCached() {
                const located = reads.readCached(arn);
                return located && authorized(located);
              },
              readFresh: async () => authorized(await reads.readFresh(arn)),
              windowOf: ({ application }) => toWindow(application),
              valuesOf: valuesAsTexts,
              plan,
              precheck: ({ application }) => refuseAsAwsWould(application),
              async send({ source, application }) {
                const { value: maintenance, requestId } = await source.sendUpdate(
                  application,
                  startTime,
                  deadline,
                );
                return { value: { source, application: { ...application, maintenance } }, requestId };
              },
              async store(located) {
                await located?.source.storeWrite(located.application);
              },
              invalidate: ({ source, application }) => source.invalidate(application),
            },
            deadline,
            trail,
          );
        // A caller without the right to write must not wait for a lock, nor keep others waiting.
        if (!permissions.writesAll) authorized(reads.readCached(arn) ?? (await reads.readFresh(arn)));
        const outcome = await (validateOnly ? change() : writes.withLock(arn.arn, deadline, change));
        return { ...outcome, kind: "FlinkMaintenanceWindowChanged", window: requireWindow(outcome) };
      });
    },
  };
}

/** AWS takes a change of a READY or RUNNING application only (API reference, UpdateApplicationMaintenanceConfiguration). */
function refuseAsAwsWould(application: FlinkApplication): void {
  const { name, runtimeEnvironment, status } = application;
  if (runtimeEnvironment.startsWith("SQL")) {
    throw unsupportedOperation(
      `The application ${name} runs ${runtimeEnvironment}: AWS offers maintenance windows for Managed Service for Apache Flink applications only.`,
    );
  }
  if (status === "READY" || status === "RUNNING") return;
  throw conflict(
    "RESOURCE_IN_USE",
    toWindow(application),
    `The application ${name} is ${status}: AWS takes the change while it is READY or RUNNING. Try again then.`,
  );
}
