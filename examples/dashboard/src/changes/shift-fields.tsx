import { usePage } from "../page-context";
import { Field } from "./field";
import type { FieldsProps } from "./fields-props";
import type { ShiftUnit } from "./values";
import { shiftUnits } from "./values";

interface ShiftFieldsProps extends Pick<FieldsProps, "values" | "set"> {
  readonly canBeEarlier: boolean;
}

const units = Object.keys(shiftUnits) as ShiftUnit[];

/** How far to move starts and ends. */
export function ShiftFields({ values, set, canBeEarlier }: ShiftFieldsProps) {
  const { timeZone } = usePage();
  return (
    <div className="shift">
      <Field name="shiftCount" label="Move by" problems={[]}>
        {(attributes) => (
          <input
            {...attributes}
            type="number"
            inputMode="numeric"
            min={1}
            max={999}
            step={1}
            required
            value={values.shiftCount}
            onChange={({ target }) => set({ shiftCount: target.value })}
          />
        )}
      </Field>
      <Field name="shiftUnit" label="Unit" problems={[]}>
        {(attributes) => (
          <select
            {...attributes}
            value={values.shiftUnit}
            onChange={({ target }) =>
              set({ shiftUnit: units.find((unit) => unit === target.value) ?? "days" })
            }
          >
            {units.map((unit) => (
              <option key={unit}>{unit}</option>
            ))}
          </select>
        )}
      </Field>
      {canBeEarlier && (
        <Field name="shiftDirection" label="Direction" problems={[]}>
          {(attributes) => (
            <select
              {...attributes}
              value={values.isEarlier ? "earlier" : "later"}
              onChange={({ target }) => set({ isEarlier: target.value === "earlier" })}
            >
              <option>later</option>
              <option>earlier</option>
            </select>
          )}
        </Field>
      )}
      <small className="hint">
        Days and weeks keep the time of day in {timeZone}, also when clocks change.
      </small>
    </div>
  );
}
