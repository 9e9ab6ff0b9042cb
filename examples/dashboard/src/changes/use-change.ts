import { useApolloClient } from "@apollo/client/react";
import { useState } from "react";
import { usePage } from "../page-context";
import type { Row, Sent } from "./answers";
import { canRepeat, isChanged, isInDoubt, isMade, standingOf, withCurrent } from "./answers";
import type { Change } from "./change";
import { createsWindows, drafts } from "./drafts";
import type { Entered } from "./entered";
import { firstEntered, isEdited, rebased } from "./entered";
import { inputsOf } from "./inputs";
import { doubtsIn, everyPlace, noPlaces, placesOf } from "./places";
import { sendChanges } from "./send-changes";
import { settled } from "./settled";
import { undoOf } from "./undo";
import type { Values } from "./values";

/** What the form shows. */
export type Shown =
  | { readonly step: "editing" }
  | { readonly step: "previewed"; readonly rows: readonly Row[] }
  | { readonly step: "answered"; readonly rows: readonly Row[]; readonly isUndo: boolean };

export type Action = "preview" | "send" | "repeat" | "undo";

/** What is being sent. */
export interface Sending {
  readonly action: Action;
  readonly sentCount: number;
  readonly count: number;
}

/** One with an answer keeps it unless it is sent. */
type Sendable = Sent & Partial<Row>;

/** The form of a change: its values, and what became of it. */
export function useChange(opened: Change, sourceIds: readonly string[], onMade: (row: Row) => void) {
  const client = useApolloClient();
  const page = usePage();
  const { now, selection } = page;
  const draftsNow = drafts(client);
  const [draft] = useState(() => draftsNow.of(opened));
  const [change, setChange] = useState(opened);
  const afresh = () => firstEntered(change, sourceIds, page.timeZone, now, crypto.randomUUID());
  const [entered, setEntered] = useState<Entered>(() => {
    if (draft === null) return afresh();
    // A creation in doubt must be sent as before.
    return draft.rows.length > 0 ? draft : rebased(draft, opened);
  });
  const [isRestored, setIsRestored] = useState(draft?.rows.length === 0);
  const { values, timeZone } = entered;
  const [shown, setShown] = useState<Shown>(
    draft === null || isRestored
      ? { step: "editing" }
      : { step: "answered", rows: draft.rows, isUndo: false },
  );
  /** The places of changes that an earlier attempt may have made. */
  const [doubts, setDoubts] = useState(() => doubtsIn(draft?.rows ?? []));
  const [sending, setSending] = useState<Sending | null>(null);
  const rows = "rows" in shown ? shown.rows : [];
  const isUndone = shown.step === "answered" && shown.isUndo;

  /** Sends some of these changes. The others keep their answers. */
  async function run(action: Action, all: readonly Sendable[], places = everyPlace(all)): Promise<void> {
    const isPreview = action === "preview";
    const isUndo = action === "undo" || (action === "repeat" && isUndone);
    const sent = all.filter((_, place) => places.has(place));
    const onProgress = (sentCount: number) => setSending({ action, sentCount, count: sent.length });
    onProgress(0);
    const inputs = sent.map(({ input }) => input);
    const answers = (await sendChanges(client, inputs, { isPreview, onProgress })).values();
    setSending(null);
    const earlierDoubts = action === "undo" ? noPlaces : doubts;
    const answered = all.flatMap((one, place) => {
      const answer = places.has(place) ? answers.next().value : (one.answer ?? rows[place]?.answer);
      if (answer === undefined) return [];
      const row = { ...one, answer, wasInDoubt: earlierDoubts.has(place) };
      return [{ ...row, answer: settled(row) }];
    });
    setDoubts(new Set([...earlierDoubts, ...doubtsIn(answered)]));
    // The preview of a change that was in doubt can show that it was made.
    if (isPreview && !answered.some(({ answer }) => isMade(answer))) {
      return setShown({ step: "previewed", rows: answered });
    }
    if (!isUndo) keepOrDrop(answered);
    if (isUndo) selection.set(restoredIn(answered), true);
    else selection.set(doneIn(answered), false);
    const [only] = answered;
    if (all.length === 1 && !isUndo && only !== undefined && isChanged(only.answer)) return onMade(only);
    setShown({ step: "answered", rows: answered, isUndo });
  }

  /** Keeps a form whose creations are in doubt. Drops one that was sent, unless sending it again later is harmless. */
  function keepOrDrop(answered: readonly Row[]): void {
    const isRelative = change.kind === "extend" || values.times === "shift";
    const mayBeMade = ({ answer, wasInDoubt }: Row) =>
      isChanged(answer) || (isRelative && (wasInDoubt || isInDoubt(answer)));
    if (createsWindows(opened) && doubtsIn(answered).size > 0) {
      draftsNow.keep(opened, { ...entered, rows: answered });
    } else if (answered.some(mayBeMade)) draftsNow.drop(opened);
  }

  /** Windows that need no further change. One that was changed alone stays selected with the others. */
  function doneIn(answered: readonly Row[]): readonly string[] {
    if (change.kind === "create") return [];
    return change.windows.flatMap(({ id }, place) => {
      const answer = answered[place]?.answer;
      if (answer === undefined || !isChanged(answer)) return [];
      return answered.length > 1 || answer.outcome === "DELETED" ? [id] : [];
    });
  }

  function sentOf(changeNow: Change, valuesNow: Values): readonly Sent[] {
    const windows = changeNow.kind === "create" ? [] : changeNow.windows;
    return inputsOf(changeNow, valuesNow, timeZone, now).map((input, place) => ({
      title: windows[place]?.title ?? valuesNow.name,
      input,
      before: createsWindows(changeNow) ? null : (windows[place] ?? null),
    }));
  }

  /** Keeps what is entered also if the form is closed. */
  function enter(enteredNow: Entered): void {
    setEntered(enteredNow);
    const inDoubt = draftsNow.of(opened)?.rows ?? [];
    if (isEdited(enteredNow) || inDoubt.length > 0) draftsNow.keep(opened, { ...enteredNow, rows: inDoubt });
    else draftsNow.drop(opened);
  }

  /** Goes on with the windows as they are now, if they had changed. */
  function goOn(newKey?: string): readonly Sent[] {
    const current = withCurrent(change, rows);
    const enteredNow = rebased(entered, current);
    const valuesNow = { ...enteredNow.values, ...(newKey !== undefined && { idempotencyKey: newKey }) };
    setChange(current);
    enter({ ...enteredNow, values: valuesNow });
    return sentOf(current, valuesNow);
  }

  return {
    change,
    values,
    timeZone,
    isRestored,
    shown,
    sending,
    rows,
    set(part: Partial<Values>) {
      enter({ ...entered, values: { ...values, ...part } });
      // Errors stay while the user corrects them. A preview would be out of date.
      if (shown.step === "previewed" && rows.some(({ answer }) => isChanged(answer))) {
        setShown({ step: "editing" });
      }
    },
    actions: {
      preview: () => run("preview", goOn()),
      /** Sends what would change according to the preview, or everything without a preview. */
      send() {
        const all = sentOf(change, values);
        if (shown.step !== "previewed" || all.length === 1) return run("send", all);
        const places = placesOf(rows, ({ answer }) => standingOf(answer) === "changed");
        return run("send", all, places);
      },
      /** Sends again what failed and can succeed now. After a doubt, exactly what was sent before. */
      repeat() {
        const all = isUndone ? rows : goOn().map((one, place) => (doubts.has(place) && rows[place]) || one);
        const places = placesOf(rows, (row) => canRepeat(row, isUndone));
        return run("repeat", all, places);
      },
      undo() {
        const undone = rows.map(undoOf);
        const places = placesOf(undone, ({ answer }) => answer === undefined);
        return run("undo", undone, places);
      },
    } satisfies Record<Action, () => Promise<void>>,
    /** Discards what the user entered before the form was opened again. */
    startAgain() {
      enter(afresh());
      setIsRestored(false);
      setShown({ step: "editing" });
    },
    /** Returns to the form with the current windows. */
    continue() {
      draftsNow.drop(opened);
      goOn(crypto.randomUUID());
      setDoubts(noPlaces);
      setShown({ step: "editing" });
    },
  };
}

export type ChangeInProgress = ReturnType<typeof useChange>;

function restoredIn(undone: readonly Row[]): readonly string[] {
  return undone.flatMap(({ answer }) =>
    isChanged(answer) && answer.outcome !== "DELETED" ? [answer.window.id] : [],
  );
}
