import { useState } from "react";
import type { DatadogWindow } from "../names";
import { extendDatadogWindow } from "../operations";
import type { ChangeProps } from "./change-dialog";
import { ChangeForm } from "./change-form";
import { sentenceOf, timesOf } from "./describe";
import { Field } from "./field";
import { useChange } from "./use-change";

const durations: Readonly<Record<string, string>> = {
  PT15M: "15 minutes",
  PT30M: "30 minutes",
  PT1H: "1 hour",
  PT2H: "2 hours",
  PT4H: "4 hours",
  PT8H: "8 hours",
  P1D: "1 day",
  P7D: "7 days",
};

interface ExtendDatadogWindowProps extends ChangeProps {
  readonly window: DatadogWindow;
  readonly onCurrent: (window: DatadogWindow) => void;
}

export function ExtendDatadogWindow(props: ExtendDatadogWindowProps) {
  const { window, range, timeZone, now, onCurrent, ...rest } = props;
  const { state, send, edit } = useChange(extendDatadogWindow, range);
  const [by, setBy] = useState("PT1H");
  return (
    <ChangeForm
      {...rest}
      title={
        <>
          Extend <bdi>{window.title}</bdi>
        </>
      }
      verb="Extend"
      state={state}
      describe={{
        is: (shown) => sentenceOf(shown, timeZone, now),
        wouldBe: (shown) => timesOf(shown, timeZone, now),
      }}
      repeatable="Trying again does not extend it twice."
      // Without the revision, a repeat would extend the window twice.
      onSend={(isPreview) => send({ id: window.id, by, ifRevision: window.revision }, isPreview)}
      fields={["by"]}
      onEdit={edit}
      onGoOn={(current) => {
        edit();
        if (current?.__typename === "DatadogMaintenanceWindow") onCurrent(current);
      }}
    >
      <p>{sentenceOf(window, timeZone, now)}</p>
      <Field name="by" label="Extend by" state={state}>
        {(attributes) => (
          <select {...attributes} value={by} onChange={({ target }) => setBy(target.value)}>
            {Object.entries(durations).map(([duration, name]) => (
              <option key={duration} value={duration}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
    </ChangeForm>
  );
}
