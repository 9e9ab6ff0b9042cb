import { problemOfInput } from "../time";
import type { FieldAttributes } from "./field";

interface LocalTimeInputProps {
  readonly attributes: FieldAttributes;
  readonly value: string;
  readonly timeZone: string;
  readonly onChange: (value: string) => void;
}

/** A time on the wall clock of the zone. The form is not sent with a time that clocks skip, or show twice. */
export function LocalTimeInput({ attributes, value, timeZone, onChange }: LocalTimeInputProps) {
  return (
    <input
      {...attributes}
      ref={(input) => input?.setCustomValidity(problemOfInput(value, timeZone) ?? "")}
      type="datetime-local"
      required
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
