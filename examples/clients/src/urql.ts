import type { Exchange } from "@urql/core";
import { Client, fetchExchange, makeOperation, mapExchange } from "@urql/core";
import type { Cache, CacheExchangeOpts } from "@urql/exchange-graphcache";
import { cacheExchange } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import type {
  CreateWindowMutation,
  UpdateFlinkMaintenanceWindowInput,
  WindowFieldsFragment,
  WindowsQuery,
  WindowsQueryVariables,
} from "../generated/graphql.ts";
import { WindowsDocument } from "../generated/graphql.ts";
import generated from "../generated/introspection.json" with { type: "json" };
import { flinkTimesFrom } from "./flink-window.ts";
import type { WaitLimits } from "./polling.ts";
import { poll, waitUntilNextChange } from "./polling.ts";
import type { Introspection } from "./urql-schema.ts";
import { embeddedIn, standInsForNewTypes, withStandIns } from "./urql-schema.ts";

type Keyed = Readonly<Record<string, unknown>>;

const textOrNull = (key: unknown) => (typeof key === "string" ? key : null);
/** The window itself where its id was selected; a preview and `previous` come without, and stay in their result. */
const byId = ({ id }: Keyed) => textOrNull(id);

/** Two exchanges: the cache, and what comes between it and the gateway. */
export function createUrqlCache(introspection: Introspection = generated): readonly Exchange[] {
  const schema = withStandIns(introspection);
  const cache = cacheExchange({
    // Fragments on unions and interfaces are matched by its subtypes, not guessed.
    schema: schema as unknown as NonNullable<CacheExchangeOpts["schema"]>,
    keys: {
      ...embeddedIn(schema),
      FlinkApplication: ({ arn }: Keyed) => textOrNull(arn),
      FlinkMaintenanceWindow: byId,
      DatadogMaintenanceWindow: byId,
    },
    resolvers: {
      Query: { maintenanceWindows: relayPagination(), maintenanceOccurrences: relayPagination() },
    },
    optimistic: {
      updateFlinkMaintenanceWindow: ({ input }) => moved(input as UpdateFlinkMaintenanceWindowInput),
    },
    updates: {
      Mutation: {
        createDatadogMaintenanceWindow(result, _variables, cache) {
          if (hasCreated(result as CreateWindowMutation)) forgetLists(cache);
        },
      },
    },
  });
  return [cache, standInsForNewTypes(schema)];
}

/** What is shown until the answer is there. A preview changes nothing. */
function moved({ id, startTime, validateOnly }: UpdateFlinkMaintenanceWindowInput) {
  if (validateOnly) return null;
  return {
    __typename: "FlinkMaintenanceWindowChanged",
    window: { __typename: "FlinkMaintenanceWindow", id, ...flinkTimesFrom(startTime) },
  };
}

function hasCreated({ createDatadogMaintenanceWindow: result }: CreateWindowMutation): boolean {
  return result.__typename === "DatadogMaintenanceWindowChanged" && result.outcome === "CREATED";
}

/** Where a new window belongs in each list only the gateway knows: lists that are shown are read again. */
function forgetLists(cache: Cache): void {
  for (const { fieldName, arguments: given } of cache.inspectFields("Query"))
    if (fieldName === "maintenanceWindows") cache.invalidate("Query", fieldName, given);
}

/** Sends the id that the generated document carries, and no text. */
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
  /** Whether operations are sent by their ids in `persisted-documents.json`, without their texts. */
  readonly byId?: boolean;
  /** Whether queries are sent by GET, which caches on the way may answer. */
  readonly byGet?: boolean;
  readonly fetch?: typeof fetch;
  readonly cache?: readonly Exchange[];
}

export function createUrqlClient(options: UrqlOptions): Client {
  const { url, byId = false, byGet = false, fetch, cache = createUrqlCache() } = options;
  return new Client({
    url,
    ...(fetch && { fetch }),
    exchanges: [...cache, ...(byId ? [idsInPlaceOfTexts] : []), fetchExchange],
    // urql would send short queries by GET, which the gateway refuses without a header of which browsers ask first (CSRF).
    preferGetMethod: byGet,
    fetchOptions: {
      headers: {
        ...(byGet && { "apollo-require-preflight": "true" }),
        // The gateway's log and audit name the program that has asked.
        "apollographql-client-name": "clients-example",
        "apollographql-client-version": "1.0.0",
      },
    },
  });
}

/** Reads the list anew whenever one of its windows opens or closes; who subscribes to the query sees it. */
export function pollWindows(
  client: Client,
  variables: WindowsQueryVariables,
  limits: WaitLimits,
  signal: AbortSignal,
): Promise<void> {
  return poll({
    ask: () => client.query(WindowsDocument, variables, { requestPolicy: "network-only" }).toPromise(),
    waitAfter: (answer) => waitUntilNextChange(windowsIn(answer?.data), new Date(), limits),
    signal,
  });
}

export function windowsIn(data: WindowsQuery | undefined): readonly WindowFieldsFragment[] {
  return data?.maintenanceWindows.edges.map(({ node }) => node) ?? [];
}
