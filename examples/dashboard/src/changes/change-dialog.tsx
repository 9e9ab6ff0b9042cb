import { useEffect, useRef } from "react";
import type { SourceStateFragment } from "../graphql/graphql";
import { PageProvider, usePage } from "../page-context";
import type { Change } from "./change";
import { ChangeForm } from "./change-form";
import "./changes.css";
import { useAnnounce } from "./use-announce";
import { useChange } from "./use-change";

interface ChangeDialogProps {
  readonly change: Change;
  readonly sources: readonly SourceStateFragment[];
  readonly onClose: () => void;
}

/** Form of a change. Uses the browser's dialog: it traps the focus, closes with Escape, and restores the focus. */
export function ChangeDialog({ change, sources, onClose }: ChangeDialogProps) {
  const page = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const close = () => dialog.current?.close();
  const announce = useAnnounce();
  const sourceIds = sources
    .filter(({ source }) => source.provider === "DATADOG" && source.capabilities.create)
    .map(({ source }) => source.id);
  const progress = useChange(change, sourceIds, (row) => {
    announce(change.kind, row.answer);
    close();
    // The control that opened the dialog disappears with the window.
    if (change.kind === "delete") document.querySelector("main")?.focus();
  });
  // Keep the dialog open while a change is sent, so that its result is seen.
  const isBusy = progress.sending !== null && progress.sending.action !== "preview";

  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    const find = (selector: string) => dialog.current?.querySelector<HTMLElement>(selector);
    (find("fieldset input, fieldset select") ?? find("h2"))?.focus();
  }, []);

  return (
    <dialog
      ref={dialog}
      className="change"
      aria-labelledby="change"
      aria-describedby={progress.isRestored ? "restored" : undefined}
      onClose={onClose}
      onCancel={(event) => isBusy && event.preventDefault()}
      onKeyDown={(event) => isBusy && event.key === "Escape" && event.preventDefault()}
    >
      {/* The form keeps its zone. In another one, its times would mean other instants. */}
      <PageProvider value={{ ...page, timeZone: progress.timeZone }}>
        <ChangeForm progress={progress} pageTimeZone={page.timeZone} sourceIds={sourceIds} onClose={close} />
      </PageProvider>
    </dialog>
  );
}
