import { BroadQuery } from "./broad-query";
import { Field } from "./field";
import type { FieldsProps } from "./fields-props";

interface QueryFieldProps extends FieldsProps {
  readonly hint: string;
}

/** A case query, which can be empty. */
export function QueryField({ values, set, problemsOf, isBroad, hint }: QueryFieldProps) {
  return (
    <>
      <Field name="query" label="Case query" hints={[hint]} problems={problemsOf("query")}>
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
    </>
  );
}
