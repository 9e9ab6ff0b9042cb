import type { ReactNode } from "react";
import type { ChangeState } from "./use-change";
import { inWords, violationsOf } from "./violations";

export interface FieldAttributes {
  readonly id: string;
  readonly name: string;
  readonly "aria-invalid": boolean;
  readonly "aria-describedby": string | undefined;
}

interface FieldProps {
  /** Name of the input field, as in the paths of violations. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly state: ChangeState;
  readonly children: (attributes: FieldAttributes) => ReactNode;
}

/** Labelled input with the gateway's violations for it. */
export function Field({ name, label, hint, state, children }: FieldProps) {
  const messages = violationsOf(name, state).map(inWords);
  const id = `field-${name}`;
  const notes = [hint === undefined ? "" : `${id}-hint`, messages.length === 0 ? "" : `${id}-problem`];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        name,
        "aria-invalid": messages.length > 0,
        "aria-describedby": notes.filter(Boolean).join(" ") || undefined,
      })}
      {hint !== undefined && (
        <small id={`${id}-hint`} className="hint">
          {hint}
        </small>
      )}
      {messages.length > 0 && (
        <small id={`${id}-problem`} className="problem">
          {messages.join(" ")}
        </small>
      )}
    </div>
  );
}
