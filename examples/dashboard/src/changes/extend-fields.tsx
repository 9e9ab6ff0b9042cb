import type { DatadogWindow } from "../names";
import { hoursOf } from "./differences";
import { extensions } from "./extensions";
import { Field } from "./field";
import type { FieldsProps } from "./fields-props";

interface ExtendFieldsProps extends FieldsProps {
  readonly windows: readonly DatadogWindow[];
  readonly timeZone: string;
  readonly now: Date;
}

export function ExtendFields({ values, set, problemsOf, windows, timeZone, now }: ExtendFieldsProps) {
  const [window, ...others] = windows;
  return (
    <>
      {window !== undefined && others.length === 0 && (
        <p>
          Now: {hoursOf(window, timeZone, now)} ({timeZone}).
        </p>
      )}
      <Field name="by" label="Extend by" problems={problemsOf("by")}>
        {(attributes) => (
          <select {...attributes} value={values.by} onChange={({ target }) => set({ by: target.value })}>
            {extensions.map(({ duration, name }) => (
              <option key={duration} value={duration}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}
