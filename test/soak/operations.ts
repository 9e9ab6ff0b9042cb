import { createRandom, randomRequest } from "../server/response-cache/random-requests.js";
import type { ExpectedState } from "./expected-state.js";

/** The outcome of one request, without its data. */
export interface Result {
  readonly operation: string;
  /** Providers that the response reports as failed. */
  readonly failedProviders: readonly string[];
  /** Their error codes. */
  readonly codes: readonly string[];
  /** An error that no client should ever see; null if there is none. */
  readonly problem: string | null;
}

const failure = "... on MaintenanceError { code provider message } ... on UpstreamError { outcomeUnknown }";
const sources = "sources { source { provider } state error { code } }";

const reads: Readonly<Record<string, string>> = {
  list: `{ maintenanceWindows(first: 20) { nodes { ... on ScheduledWindow { id title status nextOccurrence { startsAt } } } totalCount ${sources} } }`,
  search: `{ maintenanceWindows(filter: { search: "orders" }, orderBy: { field: TITLE }) { nodes { __typename } ${sources} } }`,
  now: `{ maintenanceNow { verdict ${sources} } }`,
  application: `{ flinkApplication(arn: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment") { name maintenanceHistory { startedAt } } }`,
  window: `{ maintenanceWindow(id: "datadog:datadog:00000000-0000-4000-8000-000000000002") { ... on ScheduledWindow { title } } }`,
  health: "{ maintenanceSources { id health { state circuit } } }",
};

export interface Client {
  readonly address: () => string;
  readonly flink: ExpectedState;
  readonly datadog: ExpectedState;
}

// biome-ignore lint/suspicious/noExplicitAny: the responses of many documents
type Data = any;

/** Sends a request. Like a load balancer, retries on another replica if the first one is stopping. */
async function post(client: Pick<Client, "address">, body: string): Promise<Data> {
  for (;;) {
    const response = await fetch(`${client.address()}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const answer: Data = await response.json();
    if (response.status === 503 && answer.status === "stopping") continue;
    if (!response.ok) throw new Error(`HTTP ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  }
}

async function ask(
  client: Client,
  operation: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<{ readonly data: Data; readonly result: Result }> {
  try {
    const { data, errors = [] } = await post(client, JSON.stringify({ query, variables }));
    const told = Object.values<Data>(data ?? {}).flatMap((field) => field?.sources ?? []);
    const failed = told.filter(({ state }: Data) => state !== "OK");
    const raised: Data[] = errors.map(({ extensions }: Data) => extensions.provider);
    const strange = errors.find(({ extensions }: Data) => extensions.provider == null);
    const isUntold = failed.some(({ error }: Data) => error === null);
    const problem = strange?.message ?? (isUntold ? "a source failed without an error" : null);
    // A random query need not select what tells the provider.
    const failedProviders = [...failed.map(({ source }: Data) => source?.provider), ...raised].filter(
      Boolean,
    );
    const codes = [
      ...failed.map(({ error }: Data) => error?.code),
      ...errors.map(({ extensions }: Data) => extensions.code),
    ];
    return { data, result: { operation, failedProviders, codes, problem } };
  } catch (error) {
    return { data: null, result: { operation, failedProviders: [], codes: [], problem: String(error) } };
  }
}

const random = createRandom(Date.now());
/** Sends so many different queries that the gateway's caches of documents are full. */
export async function fillCaches(client: Pick<Client, "address">): Promise<void> {
  let sent = 0;
  const sendSome = async () => {
    for (; sent < 1_000; sent++) await post(client, JSON.stringify(randomRequest(random, [], [])));
  };
  await Promise.all(Array.from({ length: 8 }, sendSome));
}

const readNames = Object.keys(reads);

/** Half of the reads are random, so that most documents are new to the gateway. */
export async function read(client: Client): Promise<Result> {
  if (Math.random() < 0.5) {
    const { query, variables } = randomRequest(random, [], []);
    return (await ask(client, query, query, variables)).result;
  }
  const name = readNames[Math.floor(Math.random() * readNames.length)] ?? "list";
  return (await ask(client, name, reads[name] ?? "")).result;
}

const changed = "... on DatadogMaintenanceWindowChanged { outcome window { id } }";

const mutations = {
  updateFlinkMaintenanceWindow: {
    input: "UpdateFlinkMaintenanceWindowInput",
    selection: "... on FlinkMaintenanceWindowChanged { outcome }",
  },
  createDatadogMaintenanceWindow: { input: "CreateDatadogMaintenanceWindowInput", selection: changed },
  updateDatadogMaintenanceWindow: { input: "UpdateDatadogMaintenanceWindowInput", selection: changed },
  deleteDatadogMaintenanceWindow: {
    input: "DeleteDatadogMaintenanceWindowInput",
    selection: "... on DatadogMaintenanceWindowDeleted { outcome }",
  },
} as const;

/** Makes one write to a window and records its outcome in the expected state. */
async function write(
  client: Client,
  expected: ExpectedState,
  window: string,
  wanted: string | null,
  mutation: keyof typeof mutations,
  input: Record<string, unknown>,
): Promise<Result> {
  let outcome: Result = { operation: mutation, failedProviders: [], codes: [], problem: "never sent" };
  const { input: type, selection } = mutations[mutation];
  const query = `mutation ($input: ${type}!) { result: ${mutation}(input: $input) { ${failure} ${selection} } }`;
  await expected.write(window, wanted, async () => {
    const { data, result } = await ask(client, mutation, query, { input });
    const told = data?.result ?? null;
    if (told?.outcome !== undefined) {
      outcome = result;
      if (told.window?.id !== undefined) ids.set(window, told.window.id);
      return "ACKNOWLEDGED";
    }
    const problem = result.problem ?? (told?.provider == null ? `rejected: ${JSON.stringify(told)}` : null);
    const failedProviders = told?.provider == null ? [] : [told.provider];
    outcome = { ...result, failedProviders, codes: [told?.code], problem };
    // Without a response, the outcome is unknown.
    return told === null || told.outcomeUnknown === true ? "UNKNOWN" : "REFUSED";
  });
  return outcome;
}

/** Ids of the windows that the soak test created, by name. */
const ids = new Map<string, string>();
let made = 0;

const minute = () => String(Math.floor(Math.random() * 60)).padStart(2, "0");
const arnOf = (name: string) => `arn:aws:kinesisanalytics:eu-central-1:123456789012:application/${name}`;

export async function writeSomething(client: Client): Promise<Result | null> {
  const dice = Math.random();
  const at = performance.now();
  if (dice < 0.4) {
    const application = client.flink.pick(at);
    if (application === null) return null;
    const startTime = `${String(Math.floor(Math.random() * 24)).padStart(2, "0")}:${minute()}`;
    return write(client, client.flink, application, startTime, "updateFlinkMaintenanceWindow", {
      id: arnOf(application),
      startTime,
    });
  }
  const window = dice < 0.6 ? null : client.datadog.pick(at);
  if (window === null) {
    made += 1;
    const name = `Soak ${made}`;
    const query = `service:soak-${made}`;
    const startsAt = new Date(Date.now() + 86_400_000).toISOString();
    return write(client, client.datadog, name, query, "createDatadogMaintenanceWindow", {
      name,
      query,
      startsAt,
      duration: "PT1H",
      idempotencyKey: `soak-${process.pid}-${made}`,
    });
  }
  const id = ids.get(window);
  // As many deletions as creations, so that the number of windows does not explain a growing heap.
  if (dice > 0.8) {
    return write(client, client.datadog, window, null, "deleteDatadogMaintenanceWindow", { id });
  }
  const query = `service:soak-${Math.random().toString(36).slice(2)}`;
  return write(client, client.datadog, window, query, "updateDatadogMaintenanceWindow", { id, query });
}
