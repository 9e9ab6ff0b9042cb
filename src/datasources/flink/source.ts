import { GatewayError, isNotFound } from "../../domain/errors.js";
import type { Deadline } from "../deadlines.js";
import type { ReadingScope } from "../memory/remembered-source.js";
import type { SourceMemory } from "../memory/source-memory.js";
import type { RequestScope, Runtime } from "../provider.js";
import type { BulkRead } from "../upstream/upstream.js";
import type { ApplicationArn } from "./arn.js";
import type { FlinkClient } from "./client.js";
import { toWindow } from "./map.js";
import type {
  DescribedApplication,
  FlinkApplication,
  FlinkApplicationSummary,
  FlinkMaintenanceRun,
} from "./model.js";

export type FlinkSource = ReturnType<typeof createFlinkSource>;

/** One source's applications, remembered between requests. */
export function createFlinkSource(client: FlinkClient, { memory }: Runtime) {
  const histories = memory.ofFacts<readonly FlinkMaintenanceRun[]>(client.source.freshness);
  const { id: sourceId, region, endpoint = "", freshness, describeMaxAgeMs } = client.source;
  const { accountId = "", roleArn = "", profile = "" } = client.source;
  const remembered: SourceMemory<DescribedApplication> = memory.ofSource({
    sourceId,
    identity: [region, endpoint, accountId, roleArn, profile],
    freshness,
    keyOf: ({ application }) => application.arn,
    windowOf: ({ application }) => toWindow(application),
    readAt: ({ describedAt }) => describedAt,
    readAll,
    late: client.lateList,
  });

  /** Lists, and describes what the list does not show to be as it was: the list tells status and version, no window. */
  async function readAll(reading: ReadingScope<DescribedApplication>) {
    const described: Promise<PromiseSettledResult<DescribedApplication | null>[]>[] = [];
    let failure: unknown;
    const describeUnlessFailed = async (summary: FlinkApplicationSummary) => {
      try {
        return await describeIfChanged(summary, reading, () => failure);
      } catch (error) {
        failure ??= error;
        throw error;
      }
    };
    try {
      for await (const page of client.listApplications(reading.deadline)) {
        // They are described while the next page is listed.
        described.push(Promise.allSettled(page.map(describeUnlessFailed)));
      }
    } catch (error) {
      failure ??= error;
    }
    const outcomes = (await Promise.all(described)).flat();
    if (failure !== undefined) throw failure;
    return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? (outcome.value ?? []) : []));
  }

  async function describeIfChanged(
    { arn, status, versionId }: FlinkApplicationSummary,
    { now, deadline, recall, readMeanwhile, keep }: ReadingScope<DescribedApplication>,
    failure: () => unknown,
  ): Promise<DescribedApplication | null> {
    const known = recall(arn.arn);
    const isCurrent =
      known?.application.status === status &&
      known.application.versionId === versionId &&
      known.describedAt !== null &&
      now.getTime() - known.describedAt.getTime() < describeMaxAgeMs;
    if (isCurrent) return known;
    const described = await describe(arn, now, deadline, {
      instead() {
        // A reading that has failed will not be whole: the rest of it is not asked any more.
        if (failure() !== undefined) throw failure();
        return readMeanwhile(arn.arn)?.then(applicationOf) ?? null;
      },
    });
    if (described !== null) keep(described);
    return described;
  }

  async function describe(
    arn: ApplicationArn,
    now: Date,
    deadline: Deadline,
    bulk?: BulkRead<FlinkApplication>,
  ): Promise<DescribedApplication | null> {
    try {
      const application = await client.describeApplication(arn, deadline, bulk);
      return { application, describedAt: now };
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  return {
    client,

    /** Every application that has a window. */
    read: (scope: RequestScope) => remembered.read(scope),

    /** The application of that name in this account and region, as it is remembered where that is fresh. */
    async find(arn: ApplicationArn, scope: RequestScope): Promise<FlinkApplication | null> {
      const found = await remembered.readItem(arn.arn, scope, {
        read: (deadline) => describe(arn, scope.now, deadline),
        late: () => client.lateDescription(arn),
      });
      return found?.application ?? null;
    },

    /** The application as it is remembered, where that is fresh. */
    recall: ({ arn }: ApplicationArn, { now }: RequestScope): FlinkApplication | null =>
      remembered.recallFresh(arn, now)?.application ?? null,

    /** As AWS has it now. */
    async findAfresh(arn: ApplicationArn, { now, deadline }: RequestScope): Promise<FlinkApplication | null> {
      const see = remembered.look();
      const described = await describe(arn, now, deadline);
      if (described !== null) see(described.application.arn, described);
      return described?.application ?? null;
    },

    /** Every maintenance that AWS tells of, newest first; none for an application that AWS has no operations of. */
    history: (arn: ApplicationArn, scope: RequestScope): Promise<readonly FlinkMaintenanceRun[]> =>
      histories.read(arn.arn, scope, {
        read: (deadline) => client.listMaintenance(arn, deadline).catch(noneIfUnsupported),
        late: () => client.lateHistory(arn),
      }),

    /** That a write may have been carried out although it failed. */
    doubt: ({ arn }: FlinkApplication) => remembered.doubt(arn),

    /** What a write has made of an application. */
    rememberWrite: (application: FlinkApplication) =>
      remembered.remember(application.arn, { application, describedAt: null }),
  };
}

function applicationOf(described: DescribedApplication | null): FlinkApplication {
  if (described === null) throw new Error("There is no such application.");
  return described.application;
}

function noneIfUnsupported(error: unknown): readonly [] {
  if (error instanceof GatewayError && error.failure.kind === "UnsupportedOperationError") return [];
  throw error;
}
