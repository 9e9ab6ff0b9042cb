import type { ReactNode } from "react";

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
  readonly hints?: readonly string[];
  /** The API's messages about this field. */
  readonly problems: readonly string[];
  readonly children: (attributes: FieldAttributes) => ReactNode;
}

/** Labelled input with hints and the API's messages. */
export function Field({ name, label, hints = [], problems, children }: FieldProps) {
  const id = `field-${name}`;
  const notes = [
    ...hints.map((_, index) => `${id}-hint-${index}`),
    ...(problems.length > 0 ? [`${id}-problem`] : []),
  ];
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        name,
        "aria-invalid": problems.length > 0,
        "aria-describedby": notes.join(" ") || undefined,
      })}
      {hints.map((hint, index) => (
        <small key={hint} id={`${id}-hint-${index}`} className="hint">
          {hint}
        </small>
      ))}
      {problems.length > 0 && (
        <small id={`${id}-problem`} className="problem">
          {problems.join(" ")}
        </small>
      )}
    </div>
  );
}
