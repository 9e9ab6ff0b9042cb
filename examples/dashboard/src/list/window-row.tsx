import { memo } from "react";
import { actionsFor } from "../changes/actions";
import type { Window } from "../names";
import { providerNames } from "../names";
import { usePage } from "../page-context";
import { CertaintyBadge, isUncertain, StatusBadge } from "./badges";
import { dailyHours, whenOf } from "./when";
import { WindowMenu } from "./window-menu";

interface WindowRowProps {
  readonly window: Window;
}

/** One window: a row of the table, or a card on a narrow screen. Memoized, so that typing in the search does not render all rows. */
export const WindowRow = memo(function WindowRow({ window }: WindowRowProps) {
  const { timeZone, now, selection, capabilitiesOf, onOpen } = usePage();
  const { id, title, provider, source } = window;
  const { text, detail } = whenOf(window, timeZone, now);
  const canChange = actionsFor([window], capabilitiesOf, now).length > 0;
  const isSelected = selection.ids.has(id);
  return (
    <tr className={isSelected ? "selected" : undefined}>
      <td className="check">
        {canChange && (
          <label className="target">
            <input
              type="checkbox"
              aria-label={`Select ${title}`}
              checked={isSelected}
              onChange={({ target }) => selection.set([id], target.checked)}
            />
          </label>
        )}
      </td>
      <th scope="row">
        <button type="button" className="open" onClick={() => onOpen(id)}>
          <bdi>{title}</bdi>
        </button>
        <span className="facts">
          <span className={`mark ${provider}`} aria-hidden="true" /> {providerNames[provider]}
          {" · "}
          <bdi>
            {window.__typename === "FlinkMaintenanceWindow"
              ? `daily ${dailyHours(window, timeZone, now)}`
              : window.query === ""
                ? "all cases"
                : window.query}
          </bdi>
        </span>
      </th>
      <td className="when">
        <div>
          {isUncertain(window) ? <CertaintyBadge {...window} /> : <StatusBadge {...window} />}
          <span>
            <b>{text}</b> <small>{detail}</small>
          </span>
        </div>
      </td>
      <td className="source">
        <bdi>{source.id}</bdi>
      </td>
      <td className="menu">
        <WindowMenu window={window} />
      </td>
    </tr>
  );
});
