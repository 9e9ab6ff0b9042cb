import { useApolloClient } from "@apollo/client/react";
import type { FormEvent } from "react";
import { useEffect, useRef } from "react";
import { forgetAnswers } from "../client";
import { isChanged } from "./answers";
import { Fields, shownFields } from "./fields";
import { Footer } from "./footer";
import { FormNotes } from "./form-notes";
import { Outcomes } from "./outcomes";
import { isBroad, problemsOf } from "./problems";
import { Refused } from "./refused";
import { Title } from "./title";
import type { Action, ChangeInProgress } from "./use-change";
import { countOf, isPreviewedAtOnce, words } from "./words";

interface ChangeFormProps {
  readonly progress: ChangeInProgress;
  /** The zone of the page, which can differ from that of the form. */
  readonly pageTimeZone: string;
  readonly sourceIds: readonly string[];
  readonly onClose: () => void;
}

/** The form of a change, with its preview and its results. */
export function ChangeForm({ progress, pageTimeZone, sourceIds, onClose }: ChangeFormProps) {
  const { change, values, shown, sending, rows, set } = progress;
  const client = useApolloClient();
  const form = useRef<HTMLFormElement>(null);
  const hasStarted = useRef(false);
  const isMany = countOf(change) > 1;
  const isSending = sending !== null;
  const [row] = rows;
  const isRefused = !isMany && row !== undefined && !isChanged(row.answer);

  const { preview } = progress.actions;
  useEffect(() => {
    // Only when the form opens, and not when it returns to editing.
    if (hasStarted.current) return;
    hasStarted.current = true;
    if (isPreviewedAtOnce(change) && shown.step === "editing") void preview();
  }, [change, shown.step, preview]);

  const isOpening = useRef(isPreviewedAtOnce(change));
  useEffect(() => {
    if (shown.step === "editing") return;
    // The first preview of an end or a deletion leaves the focus at the beginning of the dialog.
    if (!isOpening.current) focusFirst(form.current, "[aria-invalid=true]", "[data-outcome]");
    isOpening.current = false;
  }, [shown]);

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    if (isSending) return;
    const { submitter } = event.nativeEvent as SubmitEvent;
    if (!(submitter instanceof HTMLButtonElement)) return;
    // The fields are disabled while sending and would lose the focus.
    submitter.focus();
    const { actions } = progress;
    const action = Object.keys(actions).find((one): one is Action => one === submitter.value);
    if (action !== undefined) void actions[action]();
  }

  function goOn(): void {
    progress.continue();
    if (isPreviewedAtOnce(change)) void progress.actions.preview();
    focusFirst(form.current, "input, select", "h2");
  }

  const isDone = shown.step === "answered" && !isRefused;
  const isUndo = shown.step === "answered" && shown.isUndo;
  const fields = shownFields(change, values);
  return (
    <form ref={form} onSubmit={submit} aria-busy={isSending}>
      <Title change={change} isUndo={isUndo} />
      <FormNotes
        timeZone={progress.timeZone}
        pageTimeZone={pageTimeZone}
        isRestored={progress.isRestored && shown.step === "editing" && !isSending}
        onStartAgain={() => {
          progress.startAgain();
          // The button disappears.
          focusFirst(form.current, "fieldset input, fieldset select", "h2");
        }}
      />
      {!isDone && (
        <fieldset disabled={isSending}>
          <Fields
            change={change}
            sourceIds={sourceIds}
            values={values}
            set={set}
            problemsOf={(name) => (rows.length === 0 ? [] : problemsOf(rows, name))}
            isBroad={isBroad(rows)}
          />
        </fieldset>
      )}
      {isRefused && !isSending && (
        <Refused
          row={row}
          isPreview={shown.step === "previewed"}
          fields={fields}
          onContinue={goOn}
          onRefresh={() => forgetAnswers(client)}
        />
      )}
      {rows.length > 0 && !isRefused && (
        <Outcomes
          rows={rows}
          isPreview={shown.step === "previewed"}
          done={isUndo ? "undone" : words[change.kind].done}
        />
      )}
      {sending !== null && sending.sentCount > 0 && (
        <div role="status">
          {sending.sentCount} of {sending.count} {sending.action === "preview" ? "checked" : "sent"}
          <progress aria-hidden="true" value={sending.sentCount} max={sending.count} />
        </div>
      )}
      <Footer progress={progress} isRefused={isRefused} onClose={onClose} />
    </form>
  );
}

/** Moves the focus to the first element that one of the selectors finds. */
function focusFirst(form: HTMLFormElement | null, ...selectors: readonly string[]): void {
  const find = (selector: string) => form?.querySelector<HTMLElement>(selector) ?? [];
  selectors.flatMap(find)[0]?.focus();
}
