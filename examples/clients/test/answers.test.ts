import assert from "node:assert/strict";
import { after, before, mock, test } from "node:test";
import { formatDocument, gql, stringifyDocument } from "@urql/core";
import fc from "fast-check";
import type { DocumentNode } from "graphql";
import { isShown } from "./comparison.ts";
import type { Gateway } from "./gateway.ts";
import { startGateway } from "./gateway.ts";
import { createNetwork } from "./network.ts";
import "./relay-tags.ts";
import type { Step } from "./sequences.ts";
import type { Asked, CreateSubject } from "./subjects.ts";

const { createApolloSubject, createRelaySubject, createUrqlSubject, textOf } = await import("./subjects.ts");
const { questions, related, writes } = await import("./questions.ts");
const { sequences } = await import("./sequences.ts");

/** What the clients warn about, such as data that one answer replaces with that of another. */
const problems = (["error", "warn"] as const).map((method) => mock.method(console, method, () => {}));

let gateway: Gateway;
before(async () => {
  gateway = await startGateway();
});
after(() => gateway.stop());

/** Asks the gateway without a cache. Undefined if it reports an error: a null next to it does not mean that there is nothing. */
async function send({ operation, variables }: Asked): Promise<unknown> {
  // Like the caches, select the type of each object.
  const document = formatDocument(gql(textOf(operation))) as DocumentNode;
  const body = JSON.stringify({ query: stringifyDocument(document), variables });
  const headers = { "content-type": "application/json" };
  const response = await fetch(gateway.url, { method: "POST", headers, body });
  const { data, errors } = (await response.json()) as { readonly data: unknown; readonly errors?: unknown };
  return errors === undefined ? data : undefined;
}

const write = fc.constantFrom(...(Object.keys(writes) as (keyof typeof writes)[]));
const provider = fc.constantFrom("datadog" as const, "flink" as const);
/** Steps with a few questions, of which most are about the same field of Query with the same arguments. */
const steps = fc.tuple(fc.constantFrom(...related), fc.constantFrom(...questions)).chain(([group, other]) => {
  const question = fc.constantFrom(...group, other);
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("mount"), question }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("ask"), question }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("unmount") }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("write", "lose"), write }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("write elsewhere"), write }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("race"), question, write }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("break", "mend"), provider }) },
  );
  return fc.array(step, { minLength: 5, maxLength: 10 });
});

interface Shown {
  readonly asked: Asked;
  readonly data: unknown;
}

/** Follows the steps with a client, and describes each wrong value that it shows. */
async function follow(steps: readonly Step[], createSubject: CreateSubject): Promise<readonly string[]> {
  await gateway.reset();
  const network = createNetwork();
  const subject = createSubject(gateway.url, network.fetch);
  const history = new Map<Asked, unknown[]>(
    steps.flatMap((one) => (one.question ? [[one.question, []]] : [])),
  );
  const mounted = new Map<Asked, { stop: () => void; last: unknown }>();
  const shown: Shown[] = [];
  const wrong: string[] = [];

  const observe = () =>
    Promise.all([...history].map(async ([asked, answers]) => answers.push(await send(asked))));
  const expectShown = (
    values: readonly Shown[],
    answersTo: (asked: Asked) => readonly unknown[],
    at: number,
  ) => {
    for (const { asked, data } of values)
      if (!isShown(data, answersTo(asked)))
        wrong.push(JSON.stringify({ step: at, query: textOf(asked.operation), data }));
  };
  const ask = (asked: Asked) =>
    subject.ask(asked).then(
      (data) => shown.push({ asked, data }),
      // A failure is shown as such.
      () => {},
    );
  function mount(asked: Asked): void {
    if (mounted.has(asked)) return;
    const one = { stop: () => {}, last: undefined as unknown };
    mounted.set(asked, one);
    one.stop = subject.mount(asked, (data) => {
      one.last = data;
      if (data !== undefined) shown.push({ asked, data });
    });
  }
  function unmount(): void {
    const [asked] = mounted.keys();
    if (asked === undefined) return;
    mounted.get(asked)?.stop();
    mounted.delete(asked);
  }

  async function take({ kind, question, write, provider = "datadog" }: Step, at: number): Promise<void> {
    const change = write === undefined ? undefined : writes[write](at);
    if (kind === "break") await gateway.breaks(provider, { status: 503 });
    if (kind === "mend") await gateway.mends(provider);
    if (kind === "unmount") unmount();
    if (kind === "mount" && question) mount(question);
    if (kind === "ask" && question) await ask(question);
    if (kind === "lose") network.loseNext();
    if (kind === "write elsewhere" && change) await send(change);
    if ((kind === "write" || kind === "lose") && change) await subject.write(change).catch(() => {});
    if (kind === "race" && change && question)
      await network.hold(
        () => ask(question),
        () => subject.write(change).catch(() => {}),
      );
  }

  await observe();
  for (const [at, one] of steps.entries()) {
    await take(one, at);
    await network.settle();
    if (!["ask", "mount", "unmount"].includes(one.kind)) await observe();
    expectShown(shown.splice(0), (asked) => history.get(asked) ?? [], at);
    if (!["write", "lose", "race"].includes(one.kind)) continue;
    // After a mutation, everything mounted is current, and nothing older is left in the cache.
    const current = (asked: Asked) => [history.get(asked)?.at(-1)];
    const values = [...mounted].map(([asked, { last }]) => ({ asked, data: last }));
    expectShown(
      values.filter(({ data }) => data !== undefined),
      current,
      at,
    );
    if (one.question) await ask(one.question);
    expectShown(shown.splice(0), current, at);
  }
  for (const { stop } of mounted.values()) stop();
  return wrong;
}

for (const [name, createSubject] of Object.entries({
  "Apollo Client": createApolloSubject,
  urql: createUrqlSubject,
  Relay: createRelaySubject,
}))
  test(`${name} shows whole answers only, and the current ones after a mutation`, {
    timeout: 60_000,
  }, async () => {
    for (const { mock } of problems) mock.resetCalls();
    const property = fc.asyncProperty(steps, async (some) =>
      assert.deepEqual(await follow(some, createSubject), []),
    );
    const { RUNS = "20", SEED = "7" } = process.env;
    const numRuns = sequences.length + Number(RUNS);
    const examples = sequences.map((steps): [Step[]] => [[...steps]]);
    await fc.assert(property, { examples, numRuns, seed: Number(SEED) });
    assert.deepEqual(
      problems.flatMap((method) => method.mock.calls.map((call) => call.arguments)),
      [],
    );
  });
