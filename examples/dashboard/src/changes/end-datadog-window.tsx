import type { DatadogWindow } from "../names";
import { endDatadogWindow } from "../operations";
import type { ChangeProps } from "./change-dialog";
import { ChangeForm } from "./change-form";
import { sentenceOf, timesOf } from "./describe";
import { useChange } from "./use-change";

interface EndDatadogWindowProps extends ChangeProps {
  readonly window: DatadogWindow;
  readonly onCurrent: (window: DatadogWindow) => void;
}

export function EndDatadogWindow({
  window,
  range,
  timeZone,
  now,
  onCurrent,
  ...rest
}: EndDatadogWindowProps) {
  const { state, send, edit } = useChange(endDatadogWindow, range);
  return (
    <ChangeForm
      {...rest}
      title={
        <>
          End <bdi>{window.title}</bdi>
        </>
      }
      verb="End now"
      state={state}
      describe={{
        is: (shown) => sentenceOf(shown, timeZone, now),
        wouldBe: (shown) => timesOf(shown, timeZone, now),
      }}
      repeatable="Ending a window twice is safe."
      onSend={(isPreview) => send({ id: window.id, ifRevision: window.revision }, isPreview)}
      fields={[]}
      onEdit={edit}
      onGoOn={(current) => {
        edit();
        if (current?.__typename === "DatadogMaintenanceWindow") onCurrent(current);
      }}
    >
      <p>
        {sentenceOf(window, timeZone, now)} After it ends, Datadog resumes notifications for cases that match
        “<bdi>{window.query}</bdi>”.
      </p>
    </ChangeForm>
  );
}
