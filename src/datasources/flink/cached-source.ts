import type { ReadContext } from "../../cache/read-context.js";
import type { Reread } from "../../cache/rereads.js";
import type { SourceCache } from "../../cache/source-cache.js";
import type { ReadItems, RefreshContext } from "../../cache/source-reader.js";
import type { UnreadableEntry } from "../../cache/unreadable-entry.js";
import type { ItemProblem } from "../../upstream/item-errors.js";
import { isAboutItem, problemOf } from "../../upstream/item-errors.js";
import type { RequestContext, Runtime } from "../provider.js";
import { listApplications } from "./application-list.js";
import { createApplicationOrder } from "./application-order.js";
import type { ApplicationArn } from "./arn.js";
import { parseApplicationArn } from "./arn.js";
import type { FlinkClient } from "./client.js";
import { maxUnreadableAlone } from "./constants.js";
import { createDescribe } from "./describe-application.js";
import { createMaintenanceDetails } from "./maintenance-details.js";
import { readMaintenanceHistory } from "./maintenance-history.js";
import { toWindow } from "./mapping.js";
import type {
  DescribedApplication,
  FlinkApplication,
  FlinkApplicationSummary,
  FlinkMaintenanceRun,
} from "./model.js";
import { arnOfName, unknownAccountId } from "./named-application.js";
import { missingWindowOf, unreadableEntry } from "./unreadable-application.js";

export type FlinkSource = ReturnType<typeof createFlinkSource>;

/** Creates a source whose applications are cached between requests. */
export function createFlinkSource(client: FlinkClient, { caches }: Pick<Runtime, "caches">) {
  const { id, region, endpoint = "", freshness, describeMaxAgeMs } = client.settings;
  const { accountId = "", roleArn = "", profile = "" } = client.settings;
  const { describe, readerOf, sharedReaderOf } = createDescribe(client);
  const histories = caches.ttlCache<readonly FlinkMaintenanceRun[]>(freshness);
  const cache: SourceCache<DescribedApplication> = caches.sourceCache({
    sourceId: id,
    identity: [region, endpoint, accountId, roleArn, profile],
    freshness,
    keyOf: ({ application }) => application.arn,
    windowOf: ({ application }) => toWindow(application),
    missingWindowOf: ({ application }) => missingWindowOf(application, client),
    readAtMs: ({ describedAtMs }) => describedAtMs,
    moved: ({ application, describedAtMs }, byMs) => ({
      application,
      describedAtMs: describedAtMs === null ? null : describedAtMs + byMs,
    }),
    readAll,
    timeoutError: client.listTimeout,
  });

  /**
   * Lists all applications and describes those that have changed. The list has status and version, but not the window. An
   * application that cannot be read is left out and named.
   */
  async function readAll(
    context: RefreshContext<DescribedApplication>,
  ): Promise<ReadItems<DescribedApplication>> {
    const described: Promise<DescribedApplication | null>[] = [];
    const unreadable = new Map<unknown, UnreadableEntry>();
    let failure: unknown;
    let readCount = 0;
    let isHopeless = false;
    const skip = (arn: ApplicationArn | null, problem: ItemProblem) =>
      // Entries without an ARN have no key that could be equal.
      unreadable.set(arn?.arn ?? problem, unreadableEntry(arn, problem, id));
    const describeUnlessFailed = async (summary: FlinkApplicationSummary) => {
      try {
        const item = await describeIfChanged(summary, context, () => failure);
        readCount += 1;
        return item;
      } catch (error) {
        if (failure !== undefined) return null;
        if (isAboutItem(error)) skip(summary.arn, problemOf(error));
        isHopeless = readCount === 0 && unreadable.size >= maxUnreadableAlone;
        if (isHopeless || !isAboutItem(error)) failure = error;
        return null;
      }
    };
    try {
      for await (const page of listApplications(client, context.deadline)) {
        for (const { arn, ...problem } of page.unreadable) skip(arn, problem);
        // The describe calls run while the next page is being listed.
        described.push(...page.applications.map(describeUnlessFailed));
      }
    } catch (error) {
      failure ??= error;
    }
    const items = (await Promise.all(described)).filter((item) => item !== null);
    if (failure !== undefined && !isHopeless) throw failure;
    // An application that is listed twice can be readable once.
    const isReadable = ({ application }: DescribedApplication) => !unreadable.has(application.arn);
    return {
      // The applications that were not tried are not named, so nothing may look complete.
      items: isHopeless ? [] : unreadable.size === 0 ? items : items.filter(isReadable),
      unreadable: [...unreadable.values()],
    };
  }

  async function describeIfChanged(
    { arn, status, versionId }: FlinkApplicationSummary,
    { readAtMs, deadline, readCached, readMeanwhile, keep }: RefreshContext<DescribedApplication>,
    failure: () => unknown,
  ): Promise<DescribedApplication | null> {
    const known = readCached(arn.arn);
    const isCurrent =
      known?.application.status === status &&
      known.application.versionId === versionId &&
      known.describedAtMs !== null &&
      readAtMs - known.describedAtMs < describeMaxAgeMs;
    if (isCurrent) return known;
    const described = await describe(arn, readAtMs, deadline, {
      supersededBy() {
        // A refresh that has failed cannot be complete, so its other calls are cancelled.
        if (failure() !== undefined) throw failure();
        return readMeanwhile(arn.arn)?.then(applicationOf) ?? null;
      },
    });
    if (described !== null) keep(described);
    return described;
  }

  return {
    id,
    region,

    /** Returns the account of the source; null if it is still unknown. */
    accountId: client.accountId,

    /** Moves the window of an application in AWS. */
    sendUpdate: client.updateMaintenanceWindow,

    /** Returns the applications of the source, as windows. */
    read: (context: ReadContext) => cache.read(context),

    /** Returns the applications of a reading, ordered by name. */
    inOrder: createApplicationOrder(),

    /** Returns the application with that name in this account and region, from the cache if it is fresh. */
    async find(arn: ApplicationArn, context: ReadContext): Promise<FlinkApplication | null> {
      const found = await cache.readItem(arn.arn, context, readerOf(arn));
      return found?.application ?? null;
    },

    /** Returns the application from the cache; null if it is not fresh. Makes no calls. */
    readCached: ({ arn }: ApplicationArn): FlinkApplication | null =>
      cache.getFresh(arn)?.application ?? null,

    /** Reads the application from AWS. */
    async findFresh(arn: ApplicationArn, { deadline }: RequestContext): Promise<FlinkApplication | null> {
      const { readAtMs, show } = cache.beginFreshRead();
      const described = await describe(arn, readAtMs, deadline);
      if (described !== null) show(described.application.arn, described);
      return described?.application ?? null;
    },

    /** Returns all maintenance runs that AWS reports, newest first. */
    history: (arn: ApplicationArn, context: ReadContext): Promise<readonly FlinkMaintenanceRun[]> =>
      histories.read(arn.arn, context, {
        read: (deadline) => readMaintenanceHistory(client, arn, deadline),
        timeoutError: () => client.maintenanceTimeout(arn),
      }),

    /** Returns the details of a maintenance run; null if AWS has none. */
    runDetails: createMaintenanceDetails(client, { caches }),

    /** Reads an application, by its name or ARN, again, or the list for null. Returns null if the source cannot have it. */
    async reread(item: string | null): Promise<Reread | null> {
      if (item === null) return cache.reread(null);
      const knownId = client.accountId() ?? (await cache.anyItem())?.application.accountId ?? null;
      const arn = parseApplicationArn(item) ?? arnOfName(region, knownId ?? unknownAccountId, item);
      if (arn?.region !== region || (knownId !== null && arn.accountId !== knownId)) return null;
      // If no replica knows the account, none shows an application, and the list has them all.
      return cache.reread(knownId === null ? null : { key: arn.arn, reader: sharedReaderOf(arn) });
    },

    /** Invalidates the cached application, because a write may have been applied although its response was lost. */
    invalidate: ({ arn }: FlinkApplication): void => cache.invalidate(arn),

    /** Stores the result of a write in the cache. */
    storeWrite: (application: FlinkApplication, changedBy: string | null) =>
      cache.storeWrite(application.arn, { application, describedAtMs: null }, changedBy),
  };
}

function applicationOf(described: DescribedApplication | null): FlinkApplication {
  if (described === null) throw new Error("The application does not exist.");
  return described.application;
}
