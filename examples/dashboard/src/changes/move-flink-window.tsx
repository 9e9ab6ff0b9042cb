import { useState } from "react";
import type { FlinkWindow } from "../names";
import { moveFlinkWindow } from "../operations";
import { localTime } from "../time";
import type { ChangeProps } from "./change-dialog";
import { ChangeForm } from "./change-form";
import { timesOf } from "./describe";
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
      describe={(changed) => timesOf(changed, timeZone, now)}
      repeatable="Moving it to the same time twice does no harm."
      onSend={(isPreview) => send({ id: window.id, startTime, ifRevision: window.revision }, isPreview)}
      fields={["startTime"]}
      onEdit={edit}
      onGoOn={(current) => {
        edit();
        if (current?.__typename === "FlinkMaintenanceWindow") onCurrent(current);
      }}
    >
      <p>It is {timesOf(window, timeZone, now)}. It always lasts eight hours.</p>
      <Field
        name="startTime"
        label="Opens at (UTC)"
        hint={startTime === "" ? "" : `${localTime(startTime, timeZone, now)} in ${timeZone} today`}
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
