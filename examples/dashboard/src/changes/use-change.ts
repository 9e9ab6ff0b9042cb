import { useApolloClient } from "@apollo/client/react";
import { useState } from "react";
import { usePage } from "../page-context";
import type { Row, Sent } from "./answers";
import { canRepeat, isChanged, isInDoubt, isMade, standingOf, withCurrent } from "./answers";
import type { Change } from "./change";
import { createsWindows, drafts } from "./drafts";
import type { Entered } from "./entered";
import { firstEntered, rebased } from "./entered";
import { inputsOf } from "./inputs";
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
  const [draft] = useState(() => drafts(client).of(opened));
  const [change, setChange] = useState(opened);
  const [entered, setEntered] = useState<Entered>(
    () => draft ?? firstEntered(opened, sourceIds, page.timeZone, now, crypto.randomUUID()),
  );
  const { values, timeZone } = entered;
  const [shown, setShown] = useState<Shown>(
    draft === null ? { step: "editing" } : { step: "answered", rows: draft.rows, isUndo: false },
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
    const earlierDoubts = action === "undo" ? noDoubts : doubts;
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
    if (!isUndo && createsWindows(opened)) keepDoubts(answered);
    if (isUndo) selection.set(restoredIn(answered), true);
    else selection.set(doneIn(answered), false);
    const [only] = answered;
    if (all.length === 1 && !isUndo && only !== undefined && isChanged(only.answer)) return onMade(only);
    setShown({ step: "answered", rows: answered, isUndo });
  }

  function keepDoubts(answered: readonly Row[]): void {
    if (answered.some(({ answer }) => isInDoubt(answer)))
      drafts(client).keep(opened, { ...entered, rows: answered });
    else if (answered.some(({ answer }) => isChanged(answer))) drafts(client).drop(opened);
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

  /** Goes on with the windows as they are now, if they had changed. */
  function goOn(newKey?: string): readonly Sent[] {
    const current = withCurrent(change, rows);
    const enteredNow = rebased(entered, current);
    const valuesNow = { ...enteredNow.values, ...(newKey !== undefined && { idempotencyKey: newKey }) };
    setChange(current);
    setEntered({ ...enteredNow, values: valuesNow });
    return sentOf(current, valuesNow);
  }

  return {
    change,
    values,
    timeZone,
    shown,
    sending,
    rows,
    set(part: Partial<Values>) {
      setEntered({ ...entered, values: { ...values, ...part } });
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
        return run(
          "send",
          all,
          placesOf(rows, ({ answer }) => standingOf(answer) === "changed"),
        );
      },
      /** Sends again what failed and can succeed now. After a doubt, exactly what was sent before. */
      repeat() {
        const all = isUndone ? rows : goOn().map((one, place) => (doubts.has(place) && rows[place]) || one);
        return run(
          "repeat",
          all,
          placesOf(rows, (row) => canRepeat(row, isUndone)),
        );
      },
      undo() {
        const undone = rows.map(undoOf);
        return run(
          "undo",
          undone,
          placesOf(undone, ({ answer }) => answer === undefined),
        );
      },
    } satisfies Record<Action, () => Promise<void>>,
    /** Returns to the form with the current windows. */
    continue() {
      drafts(client).drop(opened);
      goOn(crypto.randomUUID());
      setDoubts(noDoubts);
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

const noDoubts: ReadonlySet<number> = new Set();
const doubtsIn = (rows: readonly Row[]) => placesOf(rows, ({ answer }) => isInDoubt(answer));

function placesOf<Item>(items: readonly Item[], isPlace: (item: Item) => boolean): ReadonlySet<number> {
  return new Set(items.flatMap((item, place) => (isPlace(item) ? [place] : [])));
}

const everyPlace = (items: readonly unknown[]) => placesOf(items, () => true);
