import { canRepeat, isChanged, standingOf } from "./answers";
import { inverseOf } from "./inverse";
import type { Action, ChangeInProgress } from "./use-change";
import { countOf, isPreviewedAtOnce, sendLabel } from "./words";

interface FooterProps {
  readonly progress: ChangeInProgress;
  /** Whether the change of one window failed. */
  readonly isRefused: boolean;
  readonly onClose: () => void;
}

/** Buttons of the form. One window can be changed without a preview, many cannot. */
export function Footer({ progress, isRefused, onClose }: FooterProps) {
  const { change, shown, sending, rows } = progress;
  const submit = (action: Action, label: string, isPrimary = false) => (
    <button
      type="submit"
      value={action}
      className={isPrimary ? (change.kind === "delete" ? "primary danger" : "primary") : ""}
      aria-disabled={sending !== null}
    >
      {sending?.action !== action ? label : action === "preview" ? "Checking…" : "Sending…"}
    </button>
  );
  const close = (label: string, isPrimary = false) => (
    <button
      type="button"
      className={isPrimary ? "primary" : ""}
      onClick={onClose}
      disabled={sending !== null && sending.action !== "preview"}
    >
      {label}
    </button>
  );

  if (shown.step === "answered" && !isRefused) {
    const failedCount = rows.filter((row) => canRepeat(row, shown.isUndo)).length;
    const canUndo = !shown.isUndo && rows.some(({ answer }) => inverseOf(answer) !== null);
    return (
      <footer>
        {/* Not where the button was that sent the change: a second click on it must not undo it. */}
        {canUndo && submit("undo", "Undo")}
        {close("Close", failedCount === 0)}
        {failedCount > 0 && submit("repeat", `Try the failed ones again (${failedCount})`, true)}
      </footer>
    );
  }

  const isMany = countOf(change) > 1;
  const sendCount = isMany ? rows.filter(({ answer }) => standingOf(answer) === "changed").length : 1;
  const isSendable = sendCount > 0;
  const canPreview =
    rows.length === 0
      ? !(isSendable && isPreviewedAtOnce(change))
      : rows.some(({ answer }) => !isChanged(answer));
  return (
    <footer>
      {close("Cancel")}
      {canPreview && submit("preview", shown.step === "previewed" ? "Preview again" : "Preview", !isSendable)}
      {isSendable && submit("send", sendLabel(change, sendCount), true)}
    </footer>
  );
}
