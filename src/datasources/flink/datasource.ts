import DataLoader from "dataloader";
import type { MaintenanceWarning, WindowChanged } from "../../domain/changes.js";
import { GatewayError, invalid, notFound, showingCurrent } from "../../domain/errors.js";
import { settle } from "../loading.js";
import type { MaintenanceDatasource, RequestScope } from "../provider.js";
import type { ApplicationArn } from "./arn.js";
import { parseApplicationArn } from "./arn.js";
import type { FlinkClient } from "./client.js";
import { arnInWindowId, toWindow, windowOf } from "./map.js";
import type { FlinkApplication, FlinkMaintenanceWindow } from "./model.js";
import { providerName } from "./model.js";

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
  readonly listWindows: (sourceId: string) => Promise<readonly FlinkMaintenanceWindow[]>;
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

/** One request's view of all Flink sources: one list for each source, one Describe for each application. */
export function createFlinkDatasource(clients: readonly FlinkClient[], scope: RequestScope): FlinkDatasource {
  const { signal } = scope;

  const applications = new DataLoader(
    (keys: readonly ApplicationKey[]) =>
      settle(keys, ({ client, arn }) => client.describeApplication(arn, signal)),
    { cacheKeyFn: ({ client, arn }: ApplicationKey) => `${client.source.id} ${arn.applicationName}` },
  );

  const windowLists = new DataLoader((sourceIds: readonly string[]) => settle(sourceIds, listWindowsOf));

  async function listWindowsOf(sourceId: string): Promise<readonly FlinkMaintenanceWindow[]> {
    const client = clients.find(({ source }) => source.id === sourceId);
    if (client === undefined) {
      const message = `The gateway has no Flink source "${sourceId}"; maintenanceSources lists what it has.`;
      throw notFound("MaintenanceSource", sourceId, null, message);
    }
    const arns = await client.listApplications(signal);
    const found = await Promise.all(arns.map((arn) => nullIfNotFound(applications.load({ client, arn }))));
    return found.flatMap((application) => (application === null ? [] : (toWindow(application) ?? [])));
  }

  /** Asks the sources that may own the ARN: those of its region whose account is not known to be another. */
  async function locate(
    arn: ApplicationArn,
    describe: (key: ApplicationKey) => Promise<FlinkApplication>,
  ): Promise<{ readonly client: FlinkClient; readonly application: FlinkApplication } | null> {
    for (const client of clients) {
      const accountId = client.accountId();
      if (client.source.region !== arn.region || (accountId !== null && accountId !== arn.accountId)) {
        continue;
      }
      const application = await nullIfNotFound(describe({ client, arn }));
      if (application?.arn === arn.arn) return { client, application };
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
      const located = await locate(arn, (key) => key.client.describeApplication(key.arn, signal));
      if (located === null) {
        throw notFound(
          "FlinkApplication",
          arn.arn,
          providerName,
          `No configured source has the application ${arn.arn}. Check the ARN; maintenanceSources lists the accounts and regions that the gateway sees.`,
        );
      }
      const { client, application } = located;
      const previous = toWindow(application);
      if (previous?.startTime === startTime) {
        return changed("UNCHANGED", previous, previous, []);
      }
      const update = client.updateMaintenanceWindow(application, startTime, signal);
      const maintenance = await showingCurrent(update, previous);
      const window = windowOf({ ...application, maintenance });
      return changed("UPDATED", window, previous, [appliesFromNextScheduling]);
    },
  };
}

interface ApplicationKey {
  readonly client: FlinkClient;
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

/** An application may be deleted between the list and its description. */
async function nullIfNotFound<Value>(promise: Promise<Value>): Promise<Value | null> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof GatewayError && error.failure.kind === "NotFoundError") return null;
    throw error;
  }
}
