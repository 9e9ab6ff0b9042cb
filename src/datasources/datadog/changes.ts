import type { Duration } from "../../domain/time/durations.js";
import { hasFraction } from "../../domain/time/durations.js";
import type { MaintenanceWarning } from "../../domain/windows/change-results.js";
import { audited } from "../../writes/audited-write.js";
import { authorizeWrite } from "../../writes/authorize-write.js";
import type { ChangeOptions, WindowOutcome, WindowPlan } from "../../writes/change-window.js";
import { changeWindow, requireWindow } from "../../writes/change-window.js";
import type { RequestContext, Runtime } from "../provider.js";
import { valuesAsTexts, windowOf } from "./mapping.js";
import type {
  DatadogMaintenanceWindow,
  DatadogMaintenanceWindowChanged,
  DatadogMaintenanceWindowDeleted,
  DatadogWindowValues,
} from "./model.js";
import { providerName } from "./model.js";
import type { DatadogReads, ListedWindow } from "./reads.js";
import { checkChange, valuesOfChange } from "./validate-window.js";
import { endNow, extendedEnd } from "./window-end.js";
import type { WindowInput } from "./window-input.js";
import { cutToSeconds, warningsOf } from "./window-warnings.js";

/** Identifies the window to change, and the conditions of the change. */
export interface ChangeDatadogMaintenanceWindow extends ChangeOptions {
  readonly id: string;
}

export interface UpdateDatadogMaintenanceWindow extends ChangeDatadogMaintenanceWindow, WindowInput {
  readonly allowBroadQuery: boolean;
}

export interface ExtendDatadogMaintenanceWindow extends ChangeDatadogMaintenanceWindow {
  readonly by: Duration;
}

interface DatadogPlan extends WindowPlan<DatadogMaintenanceWindow> {
  /** The values to send. Datadog keeps the others. */
  readonly values: Partial<DatadogWindowValues>;
}

/** Creates the functions that change existing windows within one request. */
export function createDatadogChanges(
  reads: DatadogReads,
  { longWindowMs }: Pick<Runtime, "longWindowMs">,
  context: RequestContext,
) {
  const { now, deadline, viewer } = context;

  function change(
    operation: string,
    { id, ifRevision, validateOnly }: ChangeDatadogMaintenanceWindow,
    wish: {
      readonly isRelative: boolean;
      readonly check?: () => void;
      readonly plan: (listed: ListedWindow) => DatadogPlan;
    },
  ): Promise<WindowOutcome<DatadogMaintenanceWindow>> {
    const attempt = { operation, provider: providerName, windowId: id, dryRun: validateOnly };
    return audited(context, attempt, async (trail) => {
      const target = reads.locate(id);
      const { source, uuid } = target;
      authorizeWrite(source.id, trail, context);
      wish.check?.();
      const makeChange = () =>
        changeWindow<ListedWindow, DatadogMaintenanceWindow, DatadogPlan>(
          {
            options: { ifRevision, validateOnly },
            isRelative: wish.isRelative,
            readCached: () => reads.readCached(target),
            readFresh: () => reads.readFresh(target),
            windowOf: ({ window }) => window,
            valuesOf: valuesAsTexts,
            plan: wish.plan,
            async send({ known }, { window, values }) {
              if (window === null) return source.sendDeletion(uuid, deadline);
              const { value, requestId } = await source.sendUpdate(uuid, values, deadline);
              return { value: { window: value, known }, requestId };
            },
            store: (listed) =>
              listed === null
                ? source.storeDeletion(target, viewer)
                : source.storeWrite(listed.window, viewer),
            invalidate: ({ window }) => source.invalidate(window),
          },
          deadline,
          trail,
        );
      return validateOnly ? makeChange() : source.withLock(id, deadline, makeChange);
    });
  }

  /** Returns the plan of a change to these values. */
  function planOf(
    { window: current, known }: ListedWindow,
    values: Partial<DatadogWindowValues>,
    given: WindowInput,
  ): DatadogPlan & { readonly window: DatadogMaintenanceWindow } {
    const window = windowOf(current, current.uuid, { ...current, ...values }, current);
    const { id } = current;
    return { values, window, warnings: warningsOf(given, window, { now, longWindowMs, known, id }) };
  }

  return {
    async updateWindow({
      allowBroadQuery,
      ...input
    }: UpdateDatadogMaintenanceWindow): Promise<DatadogMaintenanceWindowChanged> {
      const { name, query, startsAt, endsAt } = input;
      const given = { name, query, startsAt, endsAt };
      return changed(
        await change("updateDatadogMaintenanceWindow", input, {
          isRelative: false,
          check: () => checkChange(given, allowBroadQuery),
          plan(listed) {
            const plan = planOf(listed, valuesOfChange(given, listed.window), given);
            // If a start is given, its own warning already says that the window is open.
            if (given.startsAt) return plan;
            return {
              ...plan,
              warnings: [...reopening(listed.window, plan.window, "endsAt", now), ...plan.warnings],
            };
          },
        }),
      );
    },

    async endWindow(input: ChangeDatadogMaintenanceWindow): Promise<DatadogMaintenanceWindowChanged> {
      return changed(
        await change("endDatadogMaintenanceWindow", input, {
          isRelative: true,
          plan(listed) {
            const endsAt = endNow(listed.window, now);
            if (endsAt === null) return planOf(listed, {}, {});
            return { ...planOf(listed, { endsAt }, {}), warnings: [] };
          },
        }),
      );
    },

    async extendWindow({
      by,
      ...input
    }: ExtendDatadogMaintenanceWindow): Promise<DatadogMaintenanceWindowChanged> {
      return changed(
        await change("extendDatadogMaintenanceWindow", input, {
          isRelative: true,
          plan(listed) {
            const endsAt = extendedEnd(listed.window, by, now);
            const plan = planOf(listed, { endsAt }, { endsAt });
            const cut = hasFraction(by) ? [cutToSeconds("by")] : [];
            const warnings = [
              ...cut,
              ...reopening(listed.window, plan.window, "by", now),
              ...plan.warnings.map(aboutBy),
            ];
            return { ...plan, warnings };
          },
        }),
      );
    },

    async deleteWindow(input: ChangeDatadogMaintenanceWindow): Promise<DatadogMaintenanceWindowDeleted> {
      const outcome = await change("deleteDatadogMaintenanceWindow", input, {
        isRelative: false,
        plan: () => ({ window: null, values: {}, warnings: [] }),
      });
      const window = requireWindow(outcome.previous);
      return { ...outcome, kind: "DatadogMaintenanceWindowDeleted", window, deletedWindowId: window.id };
    },
  };
}

function changed(outcome: WindowOutcome<DatadogMaintenanceWindow>): DatadogMaintenanceWindowChanged {
  return { ...outcome, kind: "DatadogMaintenanceWindowChanged", window: requireWindow(outcome.window) };
}

/** Warns if the change reopens a window that had ended. */
function reopening(
  before: DatadogWindowValues,
  after: DatadogWindowValues,
  field: string,
  now: Date,
): readonly MaintenanceWarning[] {
  if (before.endsAt > now || after.endsAt <= now || after.startsAt > now) return [];
  const message = `The window ended at ${before.endsAt.toISOString()}. This change reopens it immediately.`;
  return [{ code: "STARTS_IN_PAST", message, path: ["input", field] }];
}

/** Points a warning at `by`, the only input field of an extension. */
function aboutBy(warning: MaintenanceWarning): MaintenanceWarning {
  return { ...warning, path: warning.path && ["input", "by"] };
}
