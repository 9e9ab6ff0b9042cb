import { ApolloClient, ApolloLink, InMemoryCache, Observable } from "@apollo/client";
import { describe, expect, test } from "vitest";
import { sendChanges } from "../../src/changes/send-changes";
import type { MaintenanceWindowChangeInput } from "../../src/graphql/graphql";
import generated from "../../src/graphql/possible-types";

type Batch = readonly MaintenanceWindowChangeInput[];

/** A gateway that deletes each window, and that loses the answers to these requests. */
function gateway({ lost = [] }: { readonly lost?: readonly number[] } = {}) {
  const batches: Batch[] = [];
  const link = new ApolloLink(({ variables }) => {
    const changes = variables.changes as Batch;
    batches.push(changes);
    const results = changes.map(({ deleteDatadog }) => ({
      __typename: "NotFoundError",
      code: "NOT_FOUND",
      message: `No window ${deleteDatadog?.id}.`,
      retryable: false,
      requestId: null,
    }));
    return new Observable((observer) => {
      if (lost.includes(batches.length)) return observer.error(new TypeError("Failed to fetch"));
      observer.next({ data: { results } });
      observer.complete();
    });
  });
  return { client: new ApolloClient({ link, cache: new InMemoryCache(generated) }), batches };
}

const changes = Array.from({ length: 120 }, (_, id) => ({ deleteDatadog: { id: String(id) } }));

describe("sendChanges", () => {
  test("sends at most 50 changes in a request, reports progress, and keeps the order", async () => {
    const { client, batches } = gateway();
    const progress: number[] = [];
    const answers = await sendChanges(client, changes, { onProgress: (count) => progress.push(count) });
    expect(batches.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(progress).toEqual([50, 100, 120]);
    expect(answers.map((answer) => "message" in answer && answer.message)).toEqual(
      changes.map((_, id) => `No window ${id}.`),
    );
  });

  test("sends nothing more after a lost answer, which leaves only its own changes in doubt", async () => {
    const { client, batches } = gateway({ lost: [2] });
    const answers = await sendChanges(client, changes);
    expect(batches).toHaveLength(2);
    const doubts = answers.map((answer) => (answer.__typename === "Lost" ? answer.isInDoubt : null));
    expect(doubts).toEqual([...Array(50).fill(null), ...Array(50).fill(true), ...Array(20).fill(false)]);
  });

  test("marks each change of a preview, which is never in doubt", async () => {
    const { client, batches } = gateway({ lost: [1] });
    const [answer] = await sendChanges(client, changes.slice(0, 1), { isPreview: true });
    expect(batches).toEqual([[{ deleteDatadog: { id: "0", validateOnly: true } }]]);
    expect(answer).toEqual({ __typename: "Lost", message: "Failed to fetch", isInDoubt: false });
  });
});
