import type { Caches } from "../../cache/caches.js";
import type { ReadContext } from "../../cache/read-context.js";
import { createRequestLoader } from "../../cache/request-loader.js";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { notLongerThan } from "../../upstream/deadlines.js";
import { userNamesMaxAgeMs, usersPauseMs, usersPauseWithoutPermissionMs, usersWaitMs } from "./constants.js";
import { isId } from "./mapping.js";
import type { DatadogUser } from "./model.js";
import type { UserNames, UsersClient } from "./users-client.js";

export type UserNameCache = ReturnType<typeof createUserNameCache>;

/**
 * Creates the cache of the names of one source's users. Names only decorate windows, so a failure to read them fails nothing: the
 * names are then the last known ones, or null.
 */
export function createUserNameCache(client: UsersClient, { ttlCache }: Pick<Caches, "ttlCache">) {
  const lists = ttlCache<UserNames>({ maxAgeMs: userNamesMaxAgeMs });
  /** Users who are not in the list: it was too long, or they are new. */
  const others = ttlCache<{ readonly name: string | null }>({ maxAgeMs: userNamesMaxAgeMs });
  let lastList: UserNames = new Map();
  let pause: { readonly untilMs: number; readonly error: GatewayError } | null = null;

  /** Makes a read unless one has failed recently. */
  async function unlessPaused<Result>(
    deadline: Deadline,
    nowMs: number,
    read: () => Promise<Result>,
  ): Promise<Result> {
    if (pause !== null && nowMs < pause.untilMs) throw pause.error;
    try {
      return await read();
    } catch (error) {
      if (error instanceof GatewayError && !deadline.isCancelled()) {
        const isDenied = error.failure.kind === "AccessError";
        pause = { error, untilMs: nowMs + (isDenied ? usersPauseWithoutPermissionMs : usersPauseMs) };
        if (isDenied) lastList = new Map();
      }
      throw error;
    }
  }

  const readList = (context: ReadContext) =>
    lists.read("", context, {
      read: (deadline, readAtMs) =>
        unlessPaused(deadline, readAtMs, async () => {
          lastList = await client.listNames(deadline);
          return lastList;
        }),
      timeoutError: client.timeoutError,
    });

  const readOther = (id: string, context: ReadContext) =>
    others.read(id, context, {
      read: (deadline, readAtMs) =>
        unlessPaused(deadline, readAtMs, async () => ({ name: await client.readName(id, deadline) })),
      timeoutError: client.timeoutError,
    });

  return {
    /** Returns the names of these users, as far as they are known in time. */
    async read(ids: ReadonlySet<string>, context: ReadContext): Promise<UserNames> {
      const list = (await orNull(readList(context))) ?? lastList;
      const names = new Map([...ids].map((id) => [id, list.get(id) ?? null]));
      for (const id of ids) {
        if (list.has(id) || !isId(id)) continue;
        // One after the other: after a failure, the others would fail too.
        const other = await orNull(readOther(id, context));
        if (other === null) break;
        names.set(id, other.name);
      }
      return names;
    },
  };
}

/** Returns null if the read fails as calls to providers can fail. */
async function orNull<Result>(read: Promise<Result>): Promise<Result | null> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

/** Creates the reads of names in one request. All users of a source that are requested in the same tick are read together. */
export function createUserNameReads(
  sources: readonly { readonly id: string; readonly userNames: UserNameCache }[],
  context: ReadContext,
) {
  const requested = new Map<string, Set<string>>();
  /** Begins with the first read, and is over for all reads of the request at once. */
  let waiting: ReadContext | undefined;
  const loader = createRequestLoader(
    async (sourceId: string): Promise<UserNames> => {
      const ids = requested.get(sourceId) ?? new Set();
      requested.delete(sourceId);
      const source = sources.find(({ id }) => id === sourceId);
      waiting ??= { ...context, readDeadline: notLongerThan(context.readDeadline, usersWaitMs) };
      return source === undefined ? new Map() : source.userNames.read(ids, waiting);
    },
    { cache: false },
  );

  return async ({ id, sourceId }: DatadogUser): Promise<string | null> => {
    const ids = requested.get(sourceId) ?? new Set();
    requested.set(sourceId, ids.add(id));
    return (await loader.load(sourceId)).get(id) ?? null;
  };
}
