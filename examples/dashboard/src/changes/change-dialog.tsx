import { useEffect, useRef } from "react";
import type { SourceStateFragment } from "../graphql/graphql";
import type { DatadogWindow, FlinkWindow, Window } from "../names";
import type { Range } from "../time";
import { CreateDatadogWindow } from "./create-datadog-window";
import { EndDatadogWindow } from "./end-datadog-window";
import { ExtendDatadogWindow } from "./extend-datadog-window";
import { MoveFlinkWindow } from "./move-flink-window";
import { ShowWindow } from "./show-window";

/** What is being done, and to which window. */
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
}

interface ChangeDialogProps extends Omit<ChangeProps, "onClose"> {
  readonly change: Change;
  readonly sources: readonly SourceStateFragment[];
  readonly onChange: (change: Change | null) => void;
}

/** The browser's own dialog keeps the focus, closes with Escape, and gives the focus back. */
export function ChangeDialog({ change, sources, onChange, ...rest }: ChangeDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (dialog.current?.open === false) dialog.current.showModal();
  }, []);
  const props = { ...rest, onClose: () => dialog.current?.close() };
  return (
    <dialog ref={dialog} aria-labelledby="change" onClose={() => onChange(null)}>
      {change.kind === "show" && (
        <ShowWindow {...props} window={change.window} sources={sources} onChange={onChange} />
      )}
      {change.kind === "move" && (
        <MoveFlinkWindow
          {...props}
          window={change.window}
          onCurrent={(window) => onChange({ ...change, window })}
        />
      )}
      {change.kind === "end" && (
        <EndDatadogWindow
          {...props}
          window={change.window}
          onCurrent={(window) => onChange({ ...change, window })}
        />
      )}
      {change.kind === "extend" && (
        <ExtendDatadogWindow
          {...props}
          window={change.window}
          onCurrent={(window) => onChange({ ...change, window })}
        />
      )}
      {change.kind === "create" && (
        <CreateDatadogWindow
          {...props}
          sourceIds={sources
            .filter(({ source }) => source.capabilities.create)
            .map(({ source }) => source.id)}
        />
      )}
    </dialog>
  );
}
