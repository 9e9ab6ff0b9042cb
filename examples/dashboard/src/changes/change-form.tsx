import type { FormEvent, ReactNode } from "react";
import { useEffect, useRef } from "react";
import type { Window } from "../names";
import { Made, Previewed, Refused } from "./outcomes";
import type { ChangeState } from "./use-change";

interface ChangeFormProps {
  readonly title: string;
  readonly verb: string;
  readonly state: ChangeState;
  readonly children: ReactNode;
  /** How a window reads, as it is or would be. */
  readonly describe: (window: Window) => string;
  readonly onSend: (isPreview: boolean) => void;
  readonly onClose: () => void;
  readonly onRefresh: () => void;
  /** Goes on with the window as it is now; null where there is none to go on with. */
  readonly onCurrent: ((window: Window) => void) | null;
  /** Why it is safe to send the change again where nobody knows what came of it; null where it is not. */
  readonly repeatable: string | null;
}

/** Fields, a preview, and what came of it. */
export function ChangeForm(props: ChangeFormProps) {
  const { title, verb, state, children, describe, onSend, onClose, onRefresh, onCurrent, repeatable } = props;
  const form = useRef<HTMLFormElement>(null);
  const isSending = state.step === "sending";

  useEffect(() => {
    const selector = state.step === "refused" ? "[aria-invalid=true], [role=alert]" : "[data-outcome]";
    if (state.step !== "editing" && state.step !== "sending")
      form.current?.querySelector<HTMLElement>(selector)?.focus();
  }, [state]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    onSend(submitter instanceof HTMLButtonElement && submitter.value === "preview");
  }

  return (
    <form ref={form} onSubmit={submit} aria-busy={isSending}>
      <h2 id="change">{title}</h2>
      {state.step === "made" ? (
        <Made changed={state.changed} describe={describe} />
      ) : (
        <>
          <fieldset disabled={isSending}>{children}</fieldset>
          {state.step === "previewed" && <Previewed changed={state.changed} describe={describe} />}
          {(state.step === "refused" || state.step === "lost") && (
            <Refused
              state={state}
              describe={describe}
              repeatable={repeatable}
              onCurrent={onCurrent}
              onRefresh={onRefresh}
            />
          )}
        </>
      )}
      <footer>
        <button type="button" onClick={onClose}>
          {state.step === "made" ? "Close" : "Cancel"}
        </button>
        {state.step !== "made" && (
          <>
            <button type="submit" value="preview" disabled={isSending}>
              {isSending && state.isPreview ? "Checking …" : "Preview"}
            </button>
            <button type="submit" className="primary" disabled={isSending}>
              {isSending && !state.isPreview ? "Sending …" : verb}
            </button>
          </>
        )}
      </footer>
    </form>
  );
}
