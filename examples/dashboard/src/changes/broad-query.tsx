import type { FieldsProps } from "./fields-props";

/** Confirms a query that matches every case. Shown once the API has rejected one. */
export function BroadQuery({ values, set, isBroad }: Pick<FieldsProps, "values" | "set" | "isBroad">) {
  if (!isBroad && !values.allowBroadQuery) return null;
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={values.allowBroadQuery}
        onChange={({ target }) => set({ allowBroadQuery: target.checked })}
      />
      Mute notifications for every case
    </label>
  );
}
