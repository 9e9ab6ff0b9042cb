import type { RefObject } from "react";
import { useEffect, useRef, useState } from "react";
import type { SourceStateFragment } from "../graphql/graphql";
import type { DatadogWindow, FlinkWindow, Window } from "../names";
import type { Range } from "../time";
import type { Draft } from "./create-datadog-window";
import { CreateDatadogWindow } from "./create-datadog-window";
import { EndDatadogWindow } from "./end-datadog-window";
import { ExtendDatadogWindow } from "./extend-datadog-window";
import { MoveFlinkWindow } from "./move-flink-window";
import { ShowWindow } from "./show-window";

/** The open dialog, and the window it is about. */
export type Change =
  | { readonly kind: "show"; readonly window: Window }
  | { readonly kind: "move"; readonly window: FlinkWindow }
  | { readonly kind: "end" | "extend"; readonly window: DatadogWindow }
  | { readonly kind: "create" };

export interface ChangeProps {
  readonly range: Range;
  readonly timeZone: string;
  readonly now: Date;
  readonly onClose: () => void;
  readonly onRefresh: () => void;
  /** Called when a request starts and when it ends. */
  readonly onBusy: (isBusy: boolean) => void;
}

interface ChangeDialogProps extends Omit<ChangeProps, "onBusy"> {
  readonly change: Change;
  readonly sources: readonly SourceStateFragment[];
  readonly draft: RefObject<Draft | null>;
  readonly onChange: (change: Change) => void;
}

/** Uses the browser's dialog: it traps the focus, closes with Escape, and restores the focus. */
export function ChangeDialog({ change, sources, draft, onChange, onClose, ...rest }: ChangeDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [isBusy, setBusy] = useState(false);
  const { kind } = change;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each kind is a new form, which takes the focus.
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
    const find = (selector: string) => dialog.current?.querySelector<HTMLElement>(selector);
    (find("input, select") ?? find("h2"))?.focus();
  }, [kind]);

  const props = { ...rest, onBusy: setBusy, onClose: () => dialog.current?.close() };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="change"
      onClose={onClose}
      // Keep the dialog open while a change is sent, so that its result is seen.
      onCancel={(event) => isBusy && event.preventDefault()}
      onKeyDown={(event) => isBusy && event.key === "Escape" && event.preventDefault()}
    >
      {kind === "show" && (
        <ShowWindow {...props} window={change.window} sources={sources} onChange={onChange} />
      )}
      {kind === "move" && (
        <MoveFlinkWindow
          {...props}
          window={change.window}
          onCurrent={(window) => onChange({ ...change, window })}
        />
      )}
      {kind === "end" && (
        <EndDatadogWindow
          {...props}
          window={change.window}
          onCurrent={(window) => onChange({ ...change, window })}
        />
      )}
      {kind === "extend" && (
        <ExtendDatadogWindow
          {...props}
          window={change.window}
          onCurrent={(window) => onChange({ ...change, window })}
        />
      )}
      {kind === "create" && (
        <CreateDatadogWindow
          {...props}
          draft={draft}
          sourceIds={sources
            .filter(({ source }) => source.capabilities.create)
            .map(({ source }) => source.id)}
        />
      )}
    </dialog>
  );
}
