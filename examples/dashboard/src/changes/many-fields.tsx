import { BroadQuery } from "./broad-query";
import type { FieldsProps } from "./fields-props";
import { LocalTimeField } from "./local-time-field";
import { QueryField } from "./query-field";
import { ShiftFields } from "./shift-fields";
import type { Values } from "./values";

interface ManyFieldsProps extends FieldsProps {
  readonly kind: "clone" | "edit";
}

const choices: readonly { readonly times: Values["times"]; readonly label: string }[] = [
  { times: "keep", label: "Keep the times" },
  { times: "set", label: "Set the same times for all" },
  { times: "shift", label: "Move the times" },
];

/** What can change for many Datadog windows at once. */
export function ManyFields({ kind, ...props }: ManyFieldsProps) {
  const { values, set, problemsOf } = props;
  if (kind === "clone") {
    return (
      <>
        <p>Each clone has the name and the query of its window, at later times.</p>
        <ShiftFields {...props} canBeEarlier={false} />
        <BroadQuery {...props} />
      </>
    );
  }
  return (
    <>
      <QueryField {...props} hint="Leave this empty to keep each window's query" />
      <fieldset className="choices">
        <legend>Times</legend>
        {choices.map(({ times, label }) => (
          <label key={times} className="check">
            <input
              type="radio"
              name="times"
              checked={values.times === times}
              onChange={() => set({ times })}
            />
            {label}
          </label>
        ))}
      </fieldset>
      {values.times === "set" && (
        <div className="pair">
          {(["startsAt", "endsAt"] as const).map((name) => (
            <LocalTimeField
              key={name}
              name={name}
              label={name === "startsAt" ? "Starts (optional)" : "Ends (optional)"}
              value={values[name]}
              isRequired={false}
              problems={problemsOf(name)}
              onChange={(value) => set({ [name]: value })}
            />
          ))}
        </div>
      )}
      {values.times === "shift" && <ShiftFields {...props} canBeEarlier />}
    </>
  );
}
