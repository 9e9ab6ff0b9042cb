import { createRequestLoader } from "../../cache/request-loader.js";
import type { WindowReading } from "../../cache/source-reader.js";
import { invalidArgument, notFound } from "../../domain/failures/error-factories.js";
import type { GatewayError } from "../../domain/failures/gateway-error.js";
import { requireFirst } from "../../domain/lists/page-size.js";
import type { RequestContext } from "../provider.js";
import type { ApplicationListPage, ApplicationListPlan } from "./application-pages.js";
import { pageOfApplications } from "./application-pages.js";
import type { ApplicationArn } from "./arn.js";
import { parseApplicationArn } from "./arn.js";
import type { FlinkSource } from "./cached-source.js";
import { maxHistoryRuns } from "./constants.js";
import { arnInWindowId, toWindow } from "./mapping.js";
import type {
  FlinkApplication,
  FlinkMaintenanceRun,
  FlinkMaintenanceRunDetails,
  FlinkMaintenanceWindow,
} from "./model.js";
import { providerName } from "./model.js";

/** An application and its source. */
export interface LocatedApplication {
  readonly source: FlinkSource;
  readonly application: FlinkApplication;
}

interface ApplicationKey {
  readonly source: FlinkSource;
  readonly arn: ApplicationArn;
}

export type FlinkReads = ReturnType<typeof createFlinkReads>;

/** Creates the reads of one request over all Flink sources. */
export function createFlinkReads(sources: readonly FlinkSource[], context: RequestContext) {
  const windowLists = createRequestLoader(async (sourceId: string) => sourceWithId(sourceId).read(context));
  const applications = createRequestLoader(
    async ({ source, arn }: ApplicationKey) => source.find(arn, context),
    { cacheKeyOf: ({ source, arn }) => `${source.id} ${arn.arn}` },
  );
  const histories = createRequestLoader(
    async ({ source, arn }: ApplicationKey) => source.history(arn, context),
    { cacheKeyOf: ({ arn }) => arn.arn },
  );
  const runDetails = createRequestLoader(
    async (run: FlinkMaintenanceRun) => sourceWithId(run.sourceId).runDetails(run, context),
    { cacheKeyOf: ({ application, operationId }) => `${application.arn} ${operationId}` },
  );

  function sourceWithId(sourceId: string): FlinkSource {
    const source = sources.find(({ id }) => id === sourceId);
    if (source !== undefined) return source;
    const message = `"${sourceId}" is not the id of an AWS source. \`maintenanceSources\` lists all sources with their providers.`;
    throw notFound("MaintenanceSource", sourceId, null, message);
  }

  /** Returns the sources that may own the ARN: those in its region with the same account, or with an account still unknown. */
  function candidates(arn: ApplicationArn): readonly FlinkSource[] {
    return sources.filter((source) => {
      const accountId = source.accountId();
      return source.region === arn.region && (accountId === null || accountId === arn.accountId);
    });
  }

  /** Searches one source after another. AWS finds applications by name, so a result may belong to another account. */
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
    if (arn === null)
      throw malformedId(
        ["arn"],
        `\`arn\` must be the ARN of a Flink application, for example ${exampleArn}.`,
      );
    return (await locate(arn, (source) => applications.load({ source, arn })))?.application ?? null;
  }

  return {
    listWindows: (sourceId: string): Promise<WindowReading> => windowLists.load(sourceId),

    forgetReads: (): void => void windowLists.clearAll(),

    /** Returns one page of the applications of these sources, from the same readings as their windows. */
    async listApplications(
      plan: ApplicationListPlan,
      sourceIds: readonly string[],
    ): Promise<ApplicationListPage> {
      const ordered = sourceIds.map(async (id) =>
        sourceWithId(id).inOrder((await windowLists.load(id)).items),
      );
      return pageOfApplications(await Promise.all(ordered), plan);
    },

    /** Returns the application; null if no configured source has it. */
    findApplication,

    sourceIdsOf(windowId: string): readonly string[] | null {
      const arn = parseApplicationArn(arnInWindowId(windowId) ?? "");
      return arn && candidates(arn).map(({ id }) => id);
    },

    async findWindow(id: string): Promise<FlinkMaintenanceWindow | null> {
      const arn = parseApplicationArn(arnInWindowId(id) ?? "");
      if (arn === null) {
        const message = `\`id\` is not the id of a Flink maintenance window. The format is flink:<ARN of the application>, for example flink:${exampleArn}. Use the \`id\` field of a window.`;
        throw malformedId(["id"], message);
      }
      const application = await findApplication(arn.arn);
      return application === null ? null : toWindow(application);
    },

    /** Returns the latest maintenance runs of an application, newest first. */
    async maintenanceHistory(
      { arn, sourceId }: FlinkApplication,
      first: number,
    ): Promise<readonly FlinkMaintenanceRun[]> {
      requireFirst(first, maxHistoryRuns);
      if (first === 0) return [];
      const parsed = parseApplicationArn(arn);
      if (parsed === null) throw new Error(`${arn} is not the ARN of an application.`);
      const runs = await histories.load({ source: sourceWithId(sourceId), arn: parsed });
      return runs.slice(0, first);
    },

    /** Returns the details of a maintenance run; null if AWS has none. */
    maintenanceRunDetails: (run: FlinkMaintenanceRun): Promise<FlinkMaintenanceRunDetails | null> =>
      runDetails.load(run),

    /** Parses the id of a window or the ARN of an application. */
    parseTarget(id: string): ApplicationArn {
      const arn = parseApplicationArn(arnInWindowId(id) ?? id);
      if (arn !== null) return arn;
      const message = `\`id\` must be the id of a FlinkMaintenanceWindow or the ARN of a Flink application, for example ${exampleArn}.`;
      throw malformedId(["input", "id"], message);
    },

    /** Returns the application from the cache; null if it is not fresh. Makes no calls. */
    readCached(arn: ApplicationArn): LocatedApplication | null {
      for (const source of candidates(arn)) {
        const application = source.readCached(arn);
        if (application !== null) return { source, application };
      }
      return null;
    },

    /** Reads the application from AWS. Throws if no configured source has it. */
    async readFresh(arn: ApplicationArn): Promise<LocatedApplication> {
      const located = await locate(arn, (source) => source.findFresh(arn, context));
      if (located !== null) return located;
      throw notFound(
        "FlinkApplication",
        arn.arn,
        providerName,
        `No configured source has the application ${arn.arn}. Check the ARN; \`maintenanceSources\` lists the accounts and regions that you can access.`,
      );
    },
  };
}

const exampleArn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders";

function malformedId(path: readonly string[], message: string): GatewayError {
  return invalidArgument([{ path, code: "MALFORMED", message }]);
}
