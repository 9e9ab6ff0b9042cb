import type { FormEvent, ReactNode } from "react";
import { useEffect, useRef } from "react";
import type { Window } from "../names";
import type { Describe } from "./outcomes";
import { Made, Previewed, Refused } from "./outcomes";
import type { ChangeState } from "./use-change";

interface ChangeFormProps {
  readonly title: ReactNode;
  readonly verb: string;
  readonly state: ChangeState;
  /** Input fields that the form shows. Violations of other fields appear below the form. */
  readonly fields: readonly string[];
  readonly children: ReactNode;
  readonly describe: Describe;
  readonly onSend: (isPreview: boolean) => void;
  /** Called when an edit makes the preview out of date. */
  readonly onEdit: () => void;
  readonly onClose: () => void;
  readonly onBusy: (isBusy: boolean) => void;
  readonly onRefresh: () => void;
  /** Returns to editing after a conflict, with the current window if it is known. */
  readonly onGoOn: (current: Window | null) => void;
  /** Sentence that says why it is safe to repeat a change whose result is unknown. */
  readonly repeatable: string;
}

/** Form for one kind of change, with its preview and its result. */
export function ChangeForm(props: ChangeFormProps) {
  const { title, verb, state, fields, children, describe, repeatable } = props;
  const { onSend, onEdit, onClose, onBusy, onRefresh, onGoOn } = props;
  const form = useRef<HTMLFormElement>(null);
  const isSending = state.step === "sending";

  useEffect(() => onBusy(isSending), [isSending, onBusy]);

  useEffect(() => {
    if (state.step === "refused") focusFirst(form.current, "[aria-invalid=true], [data-outcome]");
    else if (state.step !== "editing" && state.step !== "sending") focusFirst(form.current, "[data-outcome]");
  }, [state]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (isSending) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (!(submitter instanceof HTMLButtonElement)) return;
    // The fields are disabled while sending and would lose the focus.
    submitter.focus();
    onSend(submitter.value === "preview");
  }

  function goOn(current: Window | null): void {
    onGoOn(current);
    focusFirst(form.current, "input, select, [type=submit]");
  }

  return (
    <form ref={form} onSubmit={submit} aria-busy={isSending}>
      <h2 id="change" tabIndex={-1}>
        {title}
      </h2>
      {state.step === "made" ? (
        <Made changed={state.changed} describe={describe} />
      ) : (
        <>
          <fieldset disabled={isSending} onChange={() => state.step === "previewed" && onEdit()}>
            {children}
          </fieldset>
          {state.step === "previewed" && <Previewed changed={state.changed} describe={describe} />}
          {(state.step === "refused" || state.step === "lost") && (
            <Refused
              state={state}
              fields={fields}
              describe={describe}
              repeatable={repeatable}
              onGoOn={goOn}
              onRefresh={onRefresh}
            />
          )}
        </>
      )}
      <footer>
        <button type="button" onClick={onClose} disabled={isSending}>
          {state.step === "made" ? "Close" : "Cancel"}
        </button>
        {state.step !== "made" && (
          <>
            <button type="submit" value="preview" aria-disabled={isSending}>
              {isSending && state.isPreview ? "Checking…" : "Preview"}
            </button>
            <button type="submit" className="primary" aria-disabled={isSending}>
              {isSending && !state.isPreview ? "Sending…" : verb}
            </button>
          </>
        )}
      </footer>
    </form>
  );
}

function focusFirst(form: HTMLFormElement | null, selector: string): void {
  form?.querySelector<HTMLElement>(selector)?.focus();
}
