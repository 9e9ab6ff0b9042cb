import { conflict, unsupportedOperation } from "../../domain/failures/error-factories.js";
import type { MaintenanceWarning } from "../../domain/windows/change-results.js";
import { audited } from "../../writes/audited-write.js";
import { authorizeWrite } from "../../writes/authorize-write.js";
import type { ChangeOptions } from "../../writes/change-window.js";
import { changeWindow, requireWindow } from "../../writes/change-window.js";
import { readBeforeWrite } from "../../writes/read-before-write.js";
import type { RequestContext, Runtime } from "../provider.js";
import { timesFrom, toWindow, toWindowId, valuesAsTexts, windowOf } from "./mapping.js";
import type { FlinkApplication, FlinkMaintenanceWindow, FlinkMaintenanceWindowChanged } from "./model.js";
import { providerName } from "./model.js";
import type { FlinkReads, LocatedApplication } from "./reads.js";

export interface UpdateFlinkMaintenanceWindow extends ChangeOptions {
  /** The id of a window or the ARN of an application. */
  readonly id: string;
  /** `HH:MM` UTC */
  readonly startTime: string;
}

/** AWS schedules maintenance ahead. Maintenance that is already scheduled keeps the old window. */
const appliesFromNextScheduling: MaintenanceWarning = {
  code: "APPLIES_FROM_NEXT_SCHEDULING",
  message:
    "The new window applies from the next time that AWS schedules maintenance. Maintenance that AWS has already scheduled still runs in the old window.",
  path: null,
};

/** Creates the functions that change windows within one request. */
export function createFlinkChanges(
  reads: FlinkReads,
  { writes }: Pick<Runtime, "writes">,
  context: RequestContext,
) {
  const { deadline, permissions, viewer } = context;
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
        const readFresh = async () => authorized(await reads.readFresh(arn));
        const change = () =>
          changeWindow<LocatedApplication, FlinkMaintenanceWindow, ReturnType<typeof plan>>(
            {
              options: input,
              isRelative: false,
              readCached() {
                const located = reads.readCached(arn);
                return located && authorized(located);
              },
              readFresh,
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
                await located?.source.storeWrite(located.application, viewer);
              },
              invalidate: ({ source, application }) => source.invalidate(application),
            },
            deadline,
            trail,
          );
        if (!permissions.writesAll) {
          // A caller without permission must neither wait for the lock nor make others wait.
          const cached = reads.readCached(arn);
          if (cached === null) await readBeforeWrite(readFresh);
          else authorized(cached);
        }
        const outcome = await (validateOnly ? change() : writes.withLock(arn.arn, deadline, change));
        return { ...outcome, kind: "FlinkMaintenanceWindowChanged", window: requireWindow(outcome.window) };
      });
    },
  };
}

/** Throws if AWS would reject the change (API reference, UpdateApplicationMaintenanceConfiguration). */
function refuseAsAwsWould(application: FlinkApplication): void {
  const { name, runtimeEnvironment, status } = application;
  if (runtimeEnvironment.startsWith("SQL")) {
    throw unsupportedOperation(
      `Application ${name} runs ${runtimeEnvironment}. AWS offers maintenance windows only for Managed Service for Apache Flink applications.`,
    );
  }
  if (status === "READY" || status === "RUNNING") return;
  throw conflict(
    "RESOURCE_IN_USE",
    toWindow(application),
    `Application ${name} is ${status}. AWS accepts this change only while the application is READY or RUNNING. Try again then.`,
  );
}
