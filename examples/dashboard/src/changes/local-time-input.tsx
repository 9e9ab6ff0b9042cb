import { problemOfInput } from "../time";
import type { FieldAttributes } from "./field";

interface LocalTimeInputProps {
  readonly attributes: FieldAttributes;
  readonly value: string;
  readonly timeZone: string;
  readonly onChange: (value: string) => void;
}

/** Local time in the zone. Blocks the form if clocks skip the time or show it twice. */
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
