import type { RefObject } from "react";
import { useEffect, useState } from "react";
import { createDatadogWindow } from "../operations";
import { inputOf, instantOfInput } from "../time";
import type { ChangeProps } from "./change-dialog";
import { ChangeForm } from "./change-form";
import { sentenceOf, timesOf } from "./describe";
import { Field } from "./field";
import { LocalTimeInput } from "./local-time-input";
import { isInDoubt, useChange } from "./use-change";
import { violationsOf } from "./violations";

const hourMs = 3_600_000;

/** Values of the form. */
export interface Draft {
  readonly sourceId: string;
  readonly name: string;
  readonly query: string;
  /** Local times, as in the form's fields. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly allowBroadQuery: boolean;
  /** Sent with every attempt of this form, so that repeats create only one window. */
  readonly idempotencyKey: string;
}

interface CreateDatadogWindowProps extends ChangeProps {
  /** Kept while the result is unknown, so that reopening the form cannot create a second window. */
  readonly draft: RefObject<Draft | null>;
  /** Ids of the sources that allow creating windows. */
  readonly sourceIds: readonly string[];
}

export function CreateDatadogWindow(props: CreateDatadogWindowProps) {
  const { sourceIds, draft, range, timeZone, now, ...rest } = props;
  const { state, send, edit } = useChange(createDatadogWindow, range, draft.current !== null);
  const [values, setValues] = useState<Draft>(() => draft.current ?? newDraft());
  useEffect(() => {
    if (isInDoubt(state)) draft.current = values;
    else if (state.step === "made") draft.current = null;
  }, [draft, state, values]);

  function newDraft(): Draft {
    const nextHour = new Date(Math.ceil(now.getTime() / hourMs) * hourMs);
    return {
      sourceId: sourceIds[0] ?? "",
      name: "",
      query: "",
      startsAt: inputOf(nextHour, timeZone),
      endsAt: inputOf(new Date(nextHour.getTime() + 2 * hourMs), timeZone),
      allowBroadQuery: false,
      idempotencyKey: crypto.randomUUID(),
    };
  }

  const set = (part: Partial<Draft>) => setValues({ ...values, ...part });
  const isBroad = violationsOf("query", state).some(({ code }) => code === "BROAD_QUERY");

  function input() {
    const { startsAt, endsAt, ...others } = values;
    return {
      ...others,
      startsAt: instantOfInput(startsAt, timeZone) ?? "",
      endsAt: instantOfInput(endsAt, timeZone),
    };
  }

  return (
    <ChangeForm
      {...rest}
      title="New Datadog window"
      verb="Create"
      state={state}
      describe={{
        is: (shown) => sentenceOf(shown, timeZone, now),
        wouldBe: (shown) => timesOf(shown, timeZone, now),
      }}
      repeatable="Sending this form again does not create a second window."
      onSend={(isPreview) => send(input(), isPreview)}
      fields={["sourceId", "name", "query", "startsAt", "endsAt"]}
      onEdit={edit}
      onGoOn={() => {
        edit();
        draft.current = null;
        set({ idempotencyKey: crypto.randomUUID() });
      }}
    >
      {sourceIds.length > 1 && (
        <Field name="sourceId" label="Source" state={state}>
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
      <Field name="name" label="Name" state={state}>
        {(attributes) => (
          <input
            {...attributes}
            autoComplete="off"
            value={values.name}
            onChange={({ target }) => set({ name: target.value })}
          />
        )}
      </Field>
      <Field
        name="query"
        label="Case query"
        hint="Datadog case search, for example service:checkout"
        state={state}
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
      {(isBroad || values.allowBroadQuery) && (
        <label className="check">
          <input
            type="checkbox"
            checked={values.allowBroadQuery}
            onChange={({ target }) => set({ allowBroadQuery: target.checked })}
          />
          Mute notifications for every case
        </label>
      )}
      <div className="pair">
        <Field name="startsAt" label="Starts" hint={timeZone} state={state}>
          {(attributes) => (
            <LocalTimeInput
              attributes={attributes}
              value={values.startsAt}
              timeZone={timeZone}
              onChange={(startsAt) => set({ startsAt })}
            />
          )}
        </Field>
        <Field name="endsAt" label="Ends" hint={timeZone} state={state}>
          {(attributes) => (
            <LocalTimeInput
              attributes={attributes}
              value={values.endsAt}
              timeZone={timeZone}
              onChange={(endsAt) => set({ endsAt })}
            />
          )}
        </Field>
      </div>
    </ChangeForm>
  );
}
