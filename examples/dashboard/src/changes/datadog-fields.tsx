import type { DatadogWindow } from "../names";
import { usePage } from "../page-context";
import { inputOf } from "../time";
import { BroadQuery } from "./broad-query";
import { Field } from "./field";
import type { FieldsProps } from "./fields-props";
import { LocalTimeField } from "./local-time-field";

interface DatadogFieldsProps extends FieldsProps {
  /** Sources to choose from, if there are several. */
  readonly sourceIds: readonly string[];
  /** The window that is edited; null for a new one. */
  readonly window: DatadogWindow | null;
}

/** All values of one Datadog window. */
export function DatadogFields({ values, set, problemsOf, isBroad, sourceIds, window }: DatadogFieldsProps) {
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
      <Field
        name="query"
        label="Case query"
        hints={["Datadog case search, for example service:checkout"]}
        problems={problemsOf("query")}
      >
        {(attributes) => (
          <input
            {...attributes}
            autoComplete="off"
            spellCheck={false}
            value={values.query}
            onChange={({ target }) => set({ query: target.value })}
          />
        )}
      </Field>
      <BroadQuery values={values} set={set} isBroad={isBroad} />
      <div className="pair">
        {time("startsAt", "Starts")}
        {time("endsAt", "Ends")}
      </div>
    </>
  );
}
