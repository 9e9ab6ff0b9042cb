import { usePage } from "../page-context";
import { problemOfInput } from "../time";
import { Field } from "./field";

interface LocalTimeFieldProps {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** The value that is not sent, because the window has it already. It is always valid. */
  readonly kept?: string | null;
  readonly isRequired: boolean;
  readonly problems: readonly string[];
  readonly onChange: (value: string) => void;
}

/** Local time in the page's zone. Blocks the form if clocks skip the time or show it twice. */
export function LocalTimeField(props: LocalTimeFieldProps) {
  const { name, label, value, kept = null, isRequired, problems, onChange } = props;
  const { timeZone } = usePage();
  const problem = value === kept ? null : problemOfInput(value, timeZone);
  return (
    <Field name={name} label={label} hints={[timeZone]} problems={problems}>
      {(attributes) => (
        <input
          {...attributes}
          ref={(input) => input?.setCustomValidity(problem ?? "")}
          type="datetime-local"
          required={isRequired}
          value={value}
          onChange={({ target }) => onChange(target.value)}
        />
      )}
    </Field>
  );
}
