import type { MaintenanceWarning } from "../../domain/changes.js";
import { conflict, unsupported } from "../../domain/errors.js";
import type { RequestScope, Runtime } from "../provider.js";
import { audited, writingTo } from "../writes/audit.js";
import type { ChangeOptions } from "../writes/change-window.js";
import { changeWindow, windowLeft } from "../writes/change-window.js";
import { timesFrom, toWindow, toWindowId, valuesAsTexts, windowOf } from "./map.js";
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
export function createFlinkChanges(reads: FlinkReads, { memory }: Runtime, scope: RequestScope) {
  const { deadline, permissions } = scope;
  return {
    updateWindow(input: UpdateFlinkMaintenanceWindow): Promise<FlinkMaintenanceWindowChanged> {
      const { id, startTime, validateOnly } = input;
      const attempt = {
        operation: "updateFlinkMaintenanceWindow",
        provider: providerName,
        windowId: id,
        dryRun: validateOnly,
      };
      return audited(scope, attempt, async (trail) => {
        const arn = reads.parseTarget(id);
        trail.windowId = toWindowId(arn.arn);
        const plan = ({ application }: LocatedApplication) => {
          const window = windowOf({ ...application, maintenance: timesFrom(startTime) });
          const isChange = toWindow(application)?.revision !== window.revision;
          return { window, warnings: isChange ? [appliesFromNextScheduling] : [] };
        };
        const writable = (located: LocatedApplication) => {
          writingTo(located.source.client.source.id, trail, scope);
          return located;
        };
        const carryOut = () =>
          changeWindow<LocatedApplication, FlinkMaintenanceWindow, ReturnType<typeof plan>>(
            {
              options: input,
              isRelative: false,
              recall() {
                const located = reads.recall(arn);
                return located && writable(located);
              },
              readAfresh: async () => writable(await reads.readAfresh(arn)),
              windowOf: ({ application }) => toWindow(application),
              valuesOf: valuesAsTexts,
              plan,
              foresee: ({ application }) => refuseAsAwsWould(application),
              async send({ source, application }) {
                const { value: maintenance, requestId } = await source.client.updateMaintenanceWindow(
                  application,
                  startTime,
                  deadline,
                );
                return { value: { source, application: { ...application, maintenance } }, requestId };
              },
              async remember(located) {
                await located?.source.rememberWrite(located.application);
              },
              doubt: ({ source, application }) => source.doubt(application),
            },
            deadline,
            trail,
          );
        // Who may not write there waits for nobody, and keeps nobody waiting.
        if (!permissions.writesAll) writable(reads.recall(arn) ?? (await reads.readAfresh(arn)));
        const outcome = await (validateOnly ? carryOut() : memory.exclusively(arn.arn, deadline, carryOut));
        return { ...outcome, kind: "FlinkMaintenanceWindowChanged", window: windowLeft(outcome) };
      });
    },
  };
}

/** AWS takes a change of a READY or RUNNING application only (API reference, UpdateApplicationMaintenanceConfiguration). */
function refuseAsAwsWould(application: FlinkApplication): void {
  const { name, runtimeEnvironment, status } = application;
  if (runtimeEnvironment.startsWith("SQL")) {
    throw unsupported(
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
