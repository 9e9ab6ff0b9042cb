import { useState } from "react";
import type { FlinkWindow } from "../names";
import { moveFlinkWindow } from "../operations";
import { localTime } from "../time";
import type { ChangeProps } from "./change-dialog";
import { ChangeForm } from "./change-form";
import { sentenceOf, timesOf } from "./describe";
import { Field } from "./field";
import { useChange } from "./use-change";

interface MoveFlinkWindowProps extends ChangeProps {
  readonly window: FlinkWindow;
  readonly onCurrent: (window: FlinkWindow) => void;
}

export function MoveFlinkWindow({ window, range, timeZone, now, onCurrent, ...rest }: MoveFlinkWindowProps) {
  const { state, send, edit } = useChange(moveFlinkWindow, range);
  const [startTime, setStartTime] = useState(window.startTime);
  return (
    <ChangeForm
      {...rest}
      title={
        <>
          Move <bdi>{window.title}</bdi>
        </>
      }
      verb="Move"
      state={state}
      describe={{
        is: (shown) => sentenceOf(shown, timeZone, now),
        wouldBe: (shown) => timesOf(shown, timeZone, now),
      }}
      repeatable="Moving it to the same time twice is safe."
      onSend={(isPreview) => send({ id: window.id, startTime, ifRevision: window.revision }, isPreview)}
      fields={["startTime"]}
      onEdit={edit}
      onGoOn={(current) => {
        edit();
        if (current?.__typename === "FlinkMaintenanceWindow") onCurrent(current);
      }}
    >
      <p>{sentenceOf(window, timeZone, now)} It always lasts 8 hours.</p>
      <Field
        name="startTime"
        label="Starts at (UTC)"
        hint={
          startTime === ""
            ? undefined
            : `${localTime(startTime, timeZone, now)} in ${timeZone} at today's UTC offset`
        }
        state={state}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="time"
            required
            value={startTime}
            onChange={({ target }) => setStartTime(target.value)}
          />
        )}
      </Field>
    </ChangeForm>
  );
}
