import { createRequestLoader } from "../../cache/request-loader.js";
import type { WindowReading } from "../../cache/source-reader.js";
import { invalidArgument, notFound } from "../../domain/failures/error-factories.js";
import type { GatewayError } from "../../domain/failures/gateway-error.js";
import type { RequestContext } from "../provider.js";
import type { ApplicationArn } from "./arn.js";
import { parseApplicationArn } from "./arn.js";
import type { FlinkSource } from "./cached-source.js";
import { maxHistoryRuns } from "./constants.js";
import { arnInWindowId, toWindow } from "./mapping.js";
import type { FlinkApplication, FlinkMaintenanceRun, FlinkMaintenanceWindow } from "./model.js";
import { providerName } from "./model.js";

/** An application and the source that has it. */
export interface LocatedApplication {
  readonly source: FlinkSource;
  readonly application: FlinkApplication;
}

interface ApplicationKey {
  readonly source: FlinkSource;
  readonly arn: ApplicationArn;
}

export type FlinkReads = ReturnType<typeof createFlinkReads>;

/** What one request reads of all Flink sources. */
export function createFlinkReads(sources: readonly FlinkSource[], context: RequestContext) {
  const windowLists = createRequestLoader(async (sourceId: string) => sourceWithId(sourceId).read(context));
  const applications = createRequestLoader(
    async ({ source, arn }: ApplicationKey) => source.find(arn, context),
    { cacheKeyOf: ({ source, arn }) => `${source.id} ${arn.applicationName}` },
  );
  const histories = createRequestLoader(
    async ({ source, arn }: ApplicationKey) => source.history(arn, context),
    { cacheKeyOf: ({ arn }) => arn.arn },
  );

  function sourceWithId(sourceId: string): FlinkSource {
    const source = sources.find(({ id }) => id === sourceId);
    if (source !== undefined) return source;
    const message = `The gateway has no Flink source "${sourceId}"; maintenanceSources lists what it has.`;
    throw notFound("MaintenanceSource", sourceId, null, message);
  }

  /** The sources that may own the ARN: those of its region whose account is not known to be another. */
  function candidates(arn: ApplicationArn): readonly FlinkSource[] {
    return sources.filter((source) => {
      const accountId = source.accountId();
      return source.region === arn.region && (accountId === null || accountId === arn.accountId);
    });
  }

  /** Asks one source after the other. AWS finds applications by name, so that it may show another account's. */
  async function locate(
    arn: ApplicationArn,
    find: (source: FlinkSource) => Promise<FlinkApplication | null>,
  ): Promise<LocatedApplication | null> {
    for (const source of candidates(arn)) {
      const application = await find(source);
      if (application?.arn === arn.arn) return { source, application };
    }
    return null;
  }

  async function findApplication(arnText: string): Promise<FlinkApplication | null> {
    const arn = parseApplicationArn(arnText);
    if (arn === null) throw malformedId(["arn"], "arn must be the ARN of a Flink application.");
    return (await locate(arn, (source) => applications.load({ source, arn })))?.application ?? null;
  }

  return {
    listWindows: (sourceId: string): Promise<WindowReading> => windowLists.load(sourceId),

    /** Null if no configured source has the application. */
    findApplication,

    async findWindow(id: string): Promise<FlinkMaintenanceWindow | null> {
      const arn = parseApplicationArn(arnInWindowId(id) ?? "");
      if (arn === null) throw malformedId(["id"], "id is not the id of a Flink maintenance window.");
      const application = await findApplication(arn.arn);
      return application === null ? null : toWindow(application);
    },

    /** The last maintenance runs of an application, newest first. */
    async maintenanceHistory(
      { arn, sourceId }: FlinkApplication,
      first: number,
    ): Promise<readonly FlinkMaintenanceRun[]> {
      if (first < 1 || first > maxHistoryRuns) {
        const message = `first must be from 1 to ${maxHistoryRuns}.`;
        throw invalidArgument([{ path: ["first"], code: "OUT_OF_RANGE", message }]);
      }
      const parsed = parseApplicationArn(arn);
      if (parsed === null) throw new Error(`${arn} is no application's ARN.`);
      const runs = await histories.load({ source: sourceWithId(sourceId), arn: parsed });
      return runs.slice(0, first);
    },

    /** The ARN in a window's id, or the ARN itself. */
    parseTarget(id: string): ApplicationArn {
      const arn = parseApplicationArn(arnInWindowId(id) ?? id);
      if (arn !== null) return arn;
      const message = "id must be the id of a FlinkMaintenanceWindow or the ARN of a Flink application.";
      throw malformedId(["input", "id"], message);
    },

    /** The application from the cache, if it is fresh. Calls nothing. */
    readCached(arn: ApplicationArn): LocatedApplication | null {
      for (const source of candidates(arn)) {
        const application = source.readCached(arn, context);
        if (application !== null) return { source, application };
      }
      return null;
    },

    /** The application as AWS has it now. */
    async readFresh(arn: ApplicationArn): Promise<LocatedApplication> {
      const located = await locate(arn, (source) => source.findFresh(arn, context));
      if (located !== null) return located;
      throw notFound(
        "FlinkApplication",
        arn.arn,
        providerName,
        `No configured source has the application ${arn.arn}. Check the ARN; maintenanceSources lists the accounts and regions that the gateway sees.`,
      );
    },
  };
}

function malformedId(path: readonly string[], message: string): GatewayError {
  return invalidArgument([{ path, code: "MALFORMED", message }]);
}
