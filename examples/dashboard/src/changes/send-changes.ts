import type { ApolloClient } from "@apollo/client";
import { forgetAnswers } from "../client";
import type { MaintenanceWindowChangeInput } from "../graphql/graphql";
import { isRefusal } from "../refusals";
import type { Answer, Lost } from "./answers";
import { changeWindows } from "./operations";

/** Changes in one request. The gateway allows 100, but with the results that the page selects, more than 76 exceed its QUERY_MAX_COST. */
const batchSize = 50;

interface Options {
  readonly isPreview?: boolean;
  /** Called with the number of changes that have an answer. */
  readonly onProgress?: (count: number) => void;
}

/** Sends changes, or their previews, in one request after the other. Returns the answers in the same order. */
export async function sendChanges(
  client: ApolloClient,
  changes: readonly MaintenanceWindowChangeInput[],
  { isPreview = false, onProgress }: Options = {},
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < changes.length) {
    const batch = changes.slice(answers.length, answers.length + batchSize);
    try {
      answers.push(...(await sendBatch(client, batch, isPreview)));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const isInDoubt = !isPreview && !isRefusal(error);
      answers.push(...batch.map((): Lost => ({ __typename: "Lost", message, isInDoubt })));
      const rest = changes.slice(answers.length);
      answers.push(...rest.map(() => notSent));
    }
    onProgress?.(answers.length);
  }
  // A change whose answer was lost may have been made.
  if (!isPreview) forgetAnswers(client);
  return answers;
}

const notSent: Lost = {
  __typename: "Lost",
  message: "Not sent, because an earlier request failed.",
  isInDoubt: false,
};

async function sendBatch(
  client: ApolloClient,
  batch: readonly MaintenanceWindowChangeInput[],
  isPreview: boolean,
): Promise<readonly Answer[]> {
  const { data } = await client.mutate({
    mutation: changeWindows,
    variables: { changes: isPreview ? batch.map(asPreview) : [...batch] },
    // A preview has the real window's id: in the cache it would overwrite that window.
    ...(isPreview && { fetchPolicy: "no-cache" as const }),
  });
  if (data?.results.length !== batch.length) throw new Error("The response is incomplete.");
  return data.results;
}

function asPreview(change: MaintenanceWindowChangeInput): MaintenanceWindowChangeInput {
  return Object.fromEntries(
    Object.entries(change).map(([kind, input]) => [kind, { ...input, validateOnly: true }]),
  );
}
