import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, mock, test } from "node:test";
import type { Environment } from "relay-runtime";
import { createOperationDescriptor, fetchQuery, getFragment, getRequest, getSelector } from "relay-runtime";
import introspection from "../generated/introspection.json" with { type: "json" };
import type { relayList$data as List } from "../generated/relay/relayList.graphql.ts";
import type { relayListQuery as ListQuery } from "../generated/relay/relayListQuery.graphql.ts";
import type { relayWindow$data as WindowData } from "../generated/relay/relayWindow.graphql.ts";
import type { Gateway } from "./gateway.ts";
import { running, startGateway, updating } from "./gateway.ts";
import "./relay-tags.ts";

// Imported dynamically, after the hooks of relay-tags.ts are registered.
const { createRelayEnvironment, dataId, deleteWindow, listFragment, listQuery, moveFlinkWindow, windowsIn } =
  await import("../src/relay.ts");

const user = "5b8c1f1e-0000-4000-8000-00000000a001";
const endedWindow = "datadog:datadog:00000000-0000-4000-8000-000000000001";

/** Relay's default `getDataID`. */
const relaysOwn = ({ id }: { readonly id?: unknown }) => (id === undefined ? null : String(id));

let gateway: Gateway;
const problems = mock.method(console, "error", () => {});
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());
beforeEach(async () => {
  await gateway.reset();
  problems.mock.resetCalls();
});

/** Creates an environment that collects every value of a list. */
async function watch(options: object = {}) {
  const environment = createRelayEnvironment({ url: gateway.url, fetch: gateway.fetch, ...options });
  const operation = createOperationDescriptor(getRequest(listQuery), {});
  environment.retain(operation);
  const answer = await fetchQuery<ListQuery>(environment, listQuery, {}).toPromise();
  const selector = getSelector(getFragment(listFragment), answer);
  assert.ok(selector?.kind === "SingularReaderSelector");
  const seen: (readonly WindowData[])[] = [];
  const keep = ({ data }: { readonly data: unknown }) => seen.push(windowsIn(data as List));
  const snapshot = environment.lookup(selector);
  keep(snapshot);
  const { dispose: stop } = environment.subscribe(snapshot, keep);
  gateway.takeExchanged();
  return { environment, seen, window: (title: string) => windowIn(seen.at(-1) ?? [], title), stop };
}

interface TypeReference {
  readonly name?: string | null;
  readonly ofType?: TypeReference | null;
}
const nameIn = ({ name, ofType }: TypeReference): string => (ofType ? nameIn(ofType) : (name ?? ""));

function windowIn(windows: readonly WindowData[], title: string): WindowData {
  const found = windows.find((window) => window.title === title);
  assert.ok(found);
  return found;
}

const startTimes = (seen: readonly (readonly WindowData[])[], title: string) =>
  seen.map((windows) => windowIn(windows, title).startTime);
const typeOf = (environment: Environment, id: string) =>
  environment.getStore().getSource().get(id)?.__typename;

test("a change updates every list at once, before it is refetched", async () => {
  const { environment, seen, window, stop } = await watch();
  const { revision } = window(running);
  const result = await moveFlinkWindow(environment, window(running), "22:30");
  assert.equal(result.outcome, "UPDATED");
  assert.equal(gateway.takeExchanged().length, 1);
  assert.deepEqual([...new Set(startTimes(seen, running))], ["06:00", "22:30"]);
  assert.notEqual(window(running).revision, revision);
  stop();
});

test("a rejected change is shown and then reverted", async () => {
  const { environment, seen, window, stop } = await watch();
  const result = await moveFlinkWindow(environment, window(updating), "22:30");
  assert.equal(result.reason, "RESOURCE_IN_USE");
  assert.equal(result.code, "FAILED_PRECONDITION");
  assert.deepEqual(startTimes(seen, updating), ["06:00", "22:30", "06:00"]);
  stop();
});

test("a deleted window disappears from the lists", async () => {
  const { environment, seen, stop } = await watch();
  const before = seen.at(-1)?.length ?? 0;
  const result = await deleteWindow(environment, endedWindow);
  assert.equal(result.__typename, "DatadogMaintenanceWindowDeleted");
  assert.equal(seen.at(-1)?.length, before - 1);
  stop();

  // The result has no `id`, so Relay's default ids do not mistake it for the deleted window either.
  await gateway.reset();
  const { environment: byRelay } = await watch({ getDataID: relaysOwn });
  assert.equal((await deleteWindow(byRelay, endedWindow)).__typename, "DatadogMaintenanceWindowDeleted");
});

test("a list belongs to all its arguments", async () => {
  const environment = createRelayEnvironment({ url: gateway.url });
  for (const first of [50, 5, 50]) {
    const options = { fetchPolicy: "store-or-network" } as const;
    const answer = await fetchQuery<ListQuery>(environment, listQuery, { first }, options).toPromise();
    const selector = getSelector(getFragment(listFragment), answer);
    assert.ok(selector?.kind === "SingularReaderSelector");
    assert.equal(
      windowsIn(environment.lookup(selector).data as unknown as List).length,
      first === 5 ? 5 : 15,
    );
  }
});

test("a part of a window, application or source that has no id is never combined with another answer", () => {
  const types = introspection.__schema.types;
  const fieldsOf = (name: string) => types.find((type) => type.name === name)?.fields ?? [];
  const hasKey = (name: string) => fieldsOf(name).some((field) => field.name === "id");
  const owners = [
    "DatadogMaintenanceWindow",
    "FlinkMaintenanceWindow",
    "FlinkApplication",
    "MaintenanceSource",
  ];
  const parts = owners
    .flatMap((owner) => fieldsOf(owner).map(({ type }) => nameIn(type)))
    .filter((name) => types.some((type) => type.name === name && type.kind === "OBJECT") && !hasKey(name));
  assert.ok(parts.length > 3);
  for (const name of parts) {
    assert.equal(dataId({ a: 1 } as object, name), dataId({ a: 1 } as object, name));
    assert.notEqual(dataId({ a: 1 } as object, name), dataId({ a: 1, b: null } as object, name));
  }
});

test("an application is one record, wherever it is read", async () => {
  const { environment, window, stop } = await watch();
  const { id } = window(running).application ?? {};
  assert.equal(typeOf(environment, `FlinkApplication:${id}`), "FlinkApplication");
  stop();
});

test("a source and a user with the same id are two records, unlike with Relay's default ids", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "clients-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "sources.yaml");
  const endpoint = `http://127.0.0.1:${gateway.ports.datadog}`;
  writeFileSync(file, `sources: [{ id: ${user}, provider: DATADOG, endpoint: "${endpoint}" }]`);
  const other = await startGateway({ GATEWAY_CONFIG: file, DD_API_KEY: "key", DD_APP_KEY: "key" });
  t.after(other.stop);
  const { url } = other;

  const { environment } = await watch({ url });
  assert.equal(typeOf(environment, `MaintenanceSource:${user}`), "MaintenanceSource");
  assert.equal(typeOf(environment, `DatadogUser:${user}`), "DatadogUser");
  assert.equal(problems.mock.callCount(), 0);

  const { environment: mixed } = await watch({ url, getDataID: relaysOwn });
  assert.equal(typeOf(mixed, user), "MaintenanceSource");
  const [warning] = problems.mock.calls[0]?.arguments ?? [];
  assert.match(String(warning), /conflicting types `MaintenanceSource` and `DatadogUser`/);
});
