import type { FlinkWindow } from "../names";
import { nextOtherLocalTime, utcTimeOf } from "../time";
import { hoursOf } from "./differences";
import { Field } from "./field";
import type { FieldsProps } from "./fields-props";

interface MoveFieldsProps extends FieldsProps {
  readonly windows: readonly FlinkWindow[];
  readonly timeZone: string;
  readonly now: Date;
}

export function MoveFields({ values, set, problemsOf, windows, timeZone, now }: MoveFieldsProps) {
  const [window, ...others] = windows;
  return (
    <>
      <p>
        {window !== undefined &&
          others.length === 0 &&
          `Now: ${hoursOf(window, timeZone, now)} daily (${timeZone}). `}
        A window always lasts 8 hours.
      </p>
      <Field
        name="startTime"
        label={`Starts at (${timeZone})`}
        hints={hintsOf(values.startTime, timeZone, now)}
        problems={problemsOf("startTime")}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="time"
            required
            value={values.startTime}
            onChange={({ target }) => set({ startTime: target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** Says what a local start time means in UTC, in which the window is fixed. */
export function hintsOf(startTime: string, timeZone: string, now: Date): readonly string[] {
  if (startTime === "" || timeZone === "UTC") return [];
  const utcTime = utcTimeOf(startTime, timeZone, now);
  const change = nextOtherLocalTime(utcTime, timeZone, now);
  return [
    `${utcTime} UTC`,
    ...(change === null
      ? []
      : [
          `The window is fixed in UTC: it starts at ${startTime} now, and at ${change.time} from ${change.date}.`,
        ]),
  ];
}
