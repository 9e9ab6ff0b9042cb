import type { DatadogWindow } from "../names";
import { usePage } from "../page-context";
import { inputOf } from "../time";
import { Field } from "./field";
import type { FieldsProps } from "./fields-props";
import { LocalTimeField } from "./local-time-field";
import { QueryField } from "./query-field";

interface DatadogFieldsProps extends FieldsProps {
  /** Sources to choose from, if there are several. */
  readonly sourceIds: readonly string[];
  /** The window that is edited; null for a new one. */
  readonly window: DatadogWindow | null;
}

/** All values of one Datadog window. */
export function DatadogFields({ sourceIds, window, ...props }: DatadogFieldsProps) {
  const { values, set, problemsOf } = props;
  const { timeZone } = usePage();
  const time = (name: "startsAt" | "endsAt", label: string) => (
    <LocalTimeField
      name={name}
      label={label}
      value={values[name]}
      kept={window === null ? null : inputOf(new Date(window[name]), timeZone)}
      isRequired
      problems={problemsOf(name)}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <>
      {sourceIds.length > 1 && (
        <Field name="sourceId" label="Source" problems={problemsOf("sourceId")}>
          {(attributes) => (
            <select
              {...attributes}
              value={values.sourceId}
              onChange={({ target }) => set({ sourceId: target.value })}
            >
              {sourceIds.map((id) => (
                <option key={id}>{id}</option>
              ))}
            </select>
          )}
        </Field>
      )}
      <Field name="name" label="Name" problems={problemsOf("name")}>
        {(attributes) => (
          <input
            {...attributes}
            dir="auto"
            autoComplete="off"
            value={values.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <QueryField {...props} hint="Datadog case search, for example service:checkout" />
      <div className="pair">
        {time("startsAt", "Starts")}
        {time("endsAt", "Ends")}
      </div>
    </>
  );
}
