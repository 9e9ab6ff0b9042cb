import type { TypedDocumentNode } from "@apollo/client";
import { useApolloClient } from "@apollo/client/react";
import { useState } from "react";
import { forgetAnswers } from "../client";
import type { ChangeFragment, FailureFragment } from "../graphql/graphql";
import { isRefusal } from "../refusals";
import type { Range } from "../time";

/** A change that was applied or previewed. */
export type Changed = ChangeFragment;

export type ChangeState =
  | { readonly step: "editing" }
  | { readonly step: "sending"; readonly isPreview: boolean }
  | { readonly step: "previewed"; readonly changed: Changed }
  | { readonly step: "made"; readonly changed: Changed }
  | { readonly step: "refused"; readonly failure: FailureFragment }
  /** No response with a result arrived. */
  | {
      readonly step: "lost";
      readonly isPreview: boolean;
      readonly isRefusal: boolean;
      readonly message: string;
    };

type ChangeDocument<Input> = TypedDocumentNode<
  { result: Changed | FailureFragment },
  Range & { input: Input & { validateOnly?: boolean | null } }
>;

/** Initial state when the user returns to a change that may have been applied. */
const inDoubt: ChangeState = { step: "lost", isPreview: false, isRefusal: false, message: "" };

/** Sends one kind of change or its preview, and holds the result. */
export function useChange<Input>(document: ChangeDocument<Input>, range: Range, wasInDoubt = false) {
  const client = useApolloClient();
  const [state, setState] = useState<ChangeState>(wasInDoubt ? inDoubt : { step: "editing" });

  async function send(input: Input, isPreview: boolean): Promise<void> {
    setState({ step: "sending", isPreview });
    try {
      const { data } = await client.mutate({
        mutation: document,
        variables: { ...range, input: { ...input, validateOnly: isPreview } },
        // A preview has the real window's id: in the cache it would overwrite that window.
        ...(isPreview && { fetchPolicy: "no-cache" as const }),
      });
      if (!data) throw new Error("The response is empty.");
      const { result } = data;
      if ("outcome" in result) setState({ step: isPreview ? "previewed" : "made", changed: result });
      else setState({ step: "refused", failure: result });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      setState({ step: "lost", isPreview, isRefusal: isRefusal(error), message });
    }
    // A change whose result was lost may have been applied.
    if (!isPreview) forgetAnswers(client);
  }

  return { state, send, edit: () => setState({ step: "editing" }) };
}

/** Whether the result of the change is unknown. */
export function isInDoubt(state: ChangeState): boolean {
  if (state.step === "lost") return !state.isPreview && !state.isRefusal;
  return (
    state.step === "refused" && state.failure.__typename === "UpstreamError" && state.failure.outcomeUnknown
  );
}
