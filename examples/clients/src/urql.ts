import type { Exchange } from "@urql/core";
import { Client, fetchExchange, makeOperation, mapExchange } from "@urql/core";
import type { CacheExchangeOpts } from "@urql/exchange-graphcache";
import { cacheExchange } from "@urql/exchange-graphcache";
import type {
  MaintenanceNowQueryVariables,
  UpdateFlinkMaintenanceWindowInput,
  WindowFieldsFragment,
  WindowsQuery,
  WindowsQueryVariables,
} from "../generated/graphql.ts";
import { MaintenanceNowDocument, WindowsDocument } from "../generated/graphql.ts";
import generated from "../generated/introspection.json" with { type: "json" };
import { fetchInTime } from "./fetch-in-time.ts";
import { flinkTimesFrom } from "./flink-window.ts";
import type { WaitLimits } from "./polling.ts";
import { poll, waitUntilNextChange } from "./polling.ts";
import type { Streams } from "./streams.ts";
import { createStreams } from "./streams.ts";
import { answersSinceMutations } from "./urql-answers.ts";
import { streamExchange } from "./urql-live.ts";
import type { Introspection } from "./urql-schema.ts";
import { embeddedIn, standInsForNewTypes, withoutNulls, withStandIns } from "./urql-schema.ts";
import { keyedBySelection } from "./urql-selections.ts";
import type { VerdictPolling } from "./verdict.ts";
import { followVerdict } from "./verdict.ts";

type Keyed = Readonly<Record<string, unknown>>;

/** Keys a window by its id. A preview and `previous` are selected without an id and stay inside their result. */
const byId = ({ id }: Keyed) => (typeof id === "string" ? id : null);

/** Returns the exchanges of the cache. */
export function createUrqlCache(introspection: Introspection = generated): readonly Exchange[] {
  const schema = withStandIns(introspection);
  const cache = cacheExchange({
    // With a schema, Graphcache matches fragments on unions and interfaces exactly.
    schema: withoutNulls(schema) as unknown as NonNullable<CacheExchangeOpts["schema"]>,
    keys: {
      ...embeddedIn(schema),
      FlinkMaintenanceWindow: byId,
      DatadogMaintenanceWindow: byId,
    },
    optimistic: {
      updateFlinkMaintenanceWindow: ({ input }) => moved(input as UpdateFlinkMaintenanceWindowInput),
    },
  });
  const { beforeCache, afterCache } = answersSinceMutations(keyedBySelection(schema));
  // The last exchange renames unknown types before the cache sees them.
  return [beforeCache, cache, afterCache, standInsForNewTypes(schema)];
}

/** Optimistic result of a move. A preview has none. */
function moved({ id, startTime, validateOnly }: UpdateFlinkMaintenanceWindowInput) {
  if (validateOnly) return null;
  return {
    __typename: "FlinkMaintenanceWindowChanged",
    window: { __typename: "FlinkMaintenanceWindow", id, ...flinkTimesFrom(startTime) },
  };
}

/** Sends the id of the generated document instead of its text. */
const idsInPlaceOfTexts = mapExchange({
  onOperation(operation) {
    const { hash } = (operation.query as { __meta__?: { hash: string } }).__meta__ ?? {};
    return makeOperation(operation.kind, {
      ...operation,
      extensions: { ...operation.extensions, persistedQuery: { version: 1, sha256Hash: String(hash) } },
    });
  },
});

export interface UrqlOptions {
  readonly url: string;
  /** Whether to send operation ids from `persisted-documents.json` instead of query texts. */
  readonly byId?: boolean;
  /** Whether to send queries by GET, which HTTP caches can answer. */
  readonly byGet?: boolean;
  readonly fetch?: typeof fetch;
  readonly cache?: readonly Exchange[];
  readonly streams?: Streams;
}

export function createUrqlClient(options: UrqlOptions): Client {
  const { url, byId = false, byGet = false, fetch = fetchInTime, cache = createUrqlCache() } = options;
  const { streams = createStreams({ url }) } = options;
  return new Client({
    url,
    fetch,
    exchanges: [...cache, ...(byId ? [idsInPlaceOfTexts] : []), streamExchange(streams), fetchExchange],
    // urql sends short queries by GET by default. The gateway rejects GET without a header that triggers a preflight (CSRF).
    preferGetMethod: byGet,
    fetchOptions: {
      headers: {
        ...(byGet && { "apollo-require-preflight": "true" }),
        // The gateway's log and audit log name this client.
        "apollographql-client-name": "clients-example",
        "apollographql-client-version": "1.0.0",
      },
    },
  });
}

/** Refetches the list when one of its windows starts or ends. Subscribers to the query receive the result. */
export function pollWindows(
  client: Client,
  variables: WindowsQueryVariables,
  limits: WaitLimits,
  signal: AbortSignal,
): Promise<void> {
  return poll({
    ask: () => client.query(WindowsDocument, variables, { requestPolicy: "network-only" }).toPromise(),
    waitAfter: (answer) =>
      waitUntilNextChange(answer?.data ? windowsIn(answer.data) : [], new Date(), limits),
    signal,
  });
}

/** Shows the verdict for these arguments, and null while there is none that holds. */
export function pollVerdict(
  client: Client,
  variables: MaintenanceNowQueryVariables,
  polling: Omit<VerdictPolling, "ask">,
): Promise<void> {
  return followVerdict({
    ...polling,
    async ask() {
      const options = { requestPolicy: "network-only" } as const;
      const { data } = await client.query(MaintenanceNowDocument, variables, options).toPromise();
      return data?.maintenanceNow;
    },
  });
}

/** Returns the windows of an answer. Without an answer, show that it is missing, not an empty list. */
export function windowsIn({ maintenanceWindows }: WindowsQuery): readonly WindowFieldsFragment[] {
  return maintenanceWindows.edges.map(({ node }) => node);
}
