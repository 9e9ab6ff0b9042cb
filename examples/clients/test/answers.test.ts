import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { formatDocument, gql, stringifyDocument } from "@urql/core";
import fc from "fast-check";
import type { DocumentNode } from "graphql";
import { isShown } from "./comparison.ts";
import type { Gateway } from "./gateway.ts";
import { startGateway } from "./gateway.ts";
import { createNetwork } from "./network.ts";
import "./relay-tags.ts";
import type { Asked, CreateSubject } from "./subjects.ts";

const { createApolloSubject, createRelaySubject, createUrqlSubject, textOf } = await import("./subjects.ts");
const { questions, related, writes } = await import("./questions.ts");

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

const write = fc.nat({ max: writes.length - 1 });
/** Steps with a few questions, of which most are about the same field of Query with the same arguments. */
const steps = fc.tuple(fc.constantFrom(...related), fc.constantFrom(...questions)).chain(([group, other]) => {
  const question = fc.constantFrom(...group, other);
  const step = fc.oneof(
    { weight: 5, arbitrary: fc.record({ kind: fc.constant("mount"), question }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("ask"), question }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("unmount") }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("write", "lose"), write }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("write elsewhere"), write }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("race"), question, write }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("break", "mend") }) },
  );
  return fc.array(step, { minLength: 5, maxLength: 10 });
});
type Step = { readonly kind: string; readonly question?: Asked; readonly write?: number };

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
      if (!isShown(data, answersTo(asked), history.get(asked) ?? []))
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

  async function take({ kind, question, write }: Step, at: number): Promise<void> {
    const change = write === undefined ? undefined : writes[write]?.(at);
    if (kind === "break") await gateway.breaks("datadog", { status: 503 });
    if (kind === "mend") await gateway.mends("datadog");
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
    const property = fc.asyncProperty(steps, async (some) =>
      assert.deepEqual(await follow(some, createSubject), []),
    );
    const { RUNS = "20", SEED = "7" } = process.env;
    await fc.assert(property, { numRuns: Number(RUNS), seed: Number(SEED) });
  });
