import DataLoader from "dataloader";
import type { MaintenanceWarning, WindowChanged } from "../../domain/changes.js";
import type { GatewayError } from "../../domain/errors.js";
import { ifUnknown, invalid, notFound, showingCurrent } from "../../domain/errors.js";
import { settle } from "../loading.js";
import type { MaintenanceDatasource, RequestScope } from "../provider.js";
import type { ApplicationArn } from "./arn.js";
import { parseApplicationArn } from "./arn.js";
import { arnInWindowId, toWindow, windowOf } from "./map.js";
import type { FlinkApplication, FlinkMaintenanceWindow } from "./model.js";
import { providerName } from "./model.js";
import type { FlinkSource } from "./source.js";

export interface UpdateFlinkMaintenanceWindow {
  /** A window's id or an application's ARN. */
  readonly id: string;
  /** `HH:MM` UTC */
  readonly startTime: string;
}

export interface FlinkMaintenanceWindowChanged extends WindowChanged<FlinkMaintenanceWindow> {
  readonly kind: "FlinkMaintenanceWindowChanged";
}

export interface FlinkDatasource extends MaintenanceDatasource {
  readonly findWindow: (id: string) => Promise<FlinkMaintenanceWindow | null>;
  /** Null where no configured source has the application. */
  readonly findApplication: (arn: string) => Promise<FlinkApplication | null>;
  readonly updateWindow: (input: UpdateFlinkMaintenanceWindow) => Promise<FlinkMaintenanceWindowChanged>;
}

/** AWS plans maintenance ahead; what it has planned keeps the old window. */
const appliesFromNextScheduling: MaintenanceWarning = {
  code: "APPLIES_FROM_NEXT_SCHEDULING",
  message:
    "The new window counts from the next time AWS schedules maintenance. Maintenance that AWS has scheduled already still runs in the old window.",
  path: null,
};

/** One request's view of all Flink sources. */
export function createFlinkDatasource(sources: readonly FlinkSource[], scope: RequestScope): FlinkDatasource {
  const applications = new DataLoader(
    (keys: readonly ApplicationKey[]) => settle(keys, ({ source, arn }) => source.find(arn, scope)),
    { cacheKeyFn: ({ source, arn }: ApplicationKey) => `${source.client.source.id} ${arn.applicationName}` },
  );

  const windowLists = new DataLoader((sourceIds: readonly string[]) =>
    settle(sourceIds, async (sourceId) => sourceWithId(sourceId).read(scope)),
  );

  function sourceWithId(sourceId: string): FlinkSource {
    const source = sources.find(({ client }) => client.source.id === sourceId);
    if (source !== undefined) return source;
    const message = `The gateway has no Flink source "${sourceId}"; maintenanceSources lists what it has.`;
    throw notFound("MaintenanceSource", sourceId, null, message);
  }

  /** Asks the sources that may own the ARN: those of its region whose account is not known to be another. */
  async function locate(
    arn: ApplicationArn,
    find: (key: ApplicationKey) => Promise<FlinkApplication | null>,
  ): Promise<{ readonly source: FlinkSource; readonly application: FlinkApplication } | null> {
    for (const source of sources) {
      const accountId = source.client.accountId();
      const isOther = accountId !== null && accountId !== arn.accountId;
      if (source.client.source.region !== arn.region || isOther) continue;
      const application = await find({ source, arn });
      if (application?.arn === arn.arn) return { source, application };
    }
    return null;
  }

  async function findApplication(arnText: string): Promise<FlinkApplication | null> {
    const arn = parseApplicationArn(arnText);
    if (arn === null) throw malformedId(["arn"], "arn must be the ARN of a Flink application.");
    return (await locate(arn, (key) => applications.load(key)))?.application ?? null;
  }

  return {
    listWindows: (sourceId) => windowLists.load(sourceId),

    findApplication,

    async findWindow(id) {
      const arn = parseApplicationArn(arnInWindowId(id) ?? "");
      if (arn === null) throw malformedId(["id"], "id is not the id of a Flink maintenance window.");
      const application = await findApplication(arn.arn);
      return application === null ? null : toWindow(application);
    },

    async updateWindow({ id, startTime }) {
      const arn = parseApplicationArn(arnInWindowId(id) ?? id);
      if (arn === null) {
        throw malformedId(
          ["input", "id"],
          "input.id must be the id of a FlinkMaintenanceWindow or the ARN of a Flink application.",
        );
      }
      const located = await locate(arn, (key) => key.source.findAfresh(key.arn, scope));
      if (located === null) {
        throw notFound(
          "FlinkApplication",
          arn.arn,
          providerName,
          `No configured source has the application ${arn.arn}. Check the ARN; maintenanceSources lists the accounts and regions that the gateway sees.`,
        );
      }
      const { source, application } = located;
      const previous = toWindow(application);
      if (previous?.startTime === startTime) {
        return changed("UNCHANGED", previous, previous, []);
      }
      const update = source.client.updateMaintenanceWindow(application, startTime, scope.deadline);
      const maintenance = await ifUnknown(showingCurrent(update, previous), () => source.doubt(application));
      const updated = { ...application, maintenance };
      await source.rememberWrite(updated);
      return changed("UPDATED", windowOf(updated), previous, [appliesFromNextScheduling]);
    },
  };
}

interface ApplicationKey {
  readonly source: FlinkSource;
  readonly arn: ApplicationArn;
}

function changed(
  outcome: "UPDATED" | "UNCHANGED",
  window: FlinkMaintenanceWindow,
  previous: FlinkMaintenanceWindow | null,
  warnings: readonly MaintenanceWarning[],
): FlinkMaintenanceWindowChanged {
  return { kind: "FlinkMaintenanceWindowChanged", outcome, window, previous, warnings };
}

function malformedId(path: readonly string[], message: string): GatewayError {
  return invalid([{ path, code: "MALFORMED", message }]);
}
