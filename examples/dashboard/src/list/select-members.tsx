import { useQuery } from "@apollo/client/react";
import { actionsFor } from "../changes/actions";
import type { MaintenanceWindowFilter, MaintenanceWindowOrder, WindowsQuery } from "../graphql/graphql";
import { usePage } from "../page-context";
import { windowsQuery } from "./queries";

interface SelectMembersProps {
  readonly filter: MaintenanceWindowFilter;
  readonly orderBy: MaintenanceWindowOrder;
  readonly first: number;
  readonly count: number;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

/** Selects the windows of the group's first page, as far as the user may change them, and opens the group to show them. */
export function SelectMembers({ filter, orderBy, first, count, isOpen, onOpen }: SelectMembersProps) {
  const { now, selection, capabilitiesOf, canUpdate } = usePage();
  const variables = { filter, orderBy, first, after: null };
  const { client, data } = useQuery(windowsQuery, { variables, fetchPolicy: "cache-only", skip: !isOpen });
  const changeable = (answer: WindowsQuery | undefined) =>
    (answer?.maintenanceWindows.nodes ?? [])
      .filter((window) => actionsFor([window], capabilitiesOf, now).length > 0)
      .map(({ id }) => id);
  const ids = changeable(data);
  if (data === undefined ? !canUpdate : ids.length === 0) return null;
  const selected = ids.filter((id) => selection.ids.has(id)).length;

  async function select(isSelected: boolean): Promise<void> {
    if (!isOpen) onOpen();
    const answer = data ?? (await client.query({ query: windowsQuery, variables })).data;
    selection.set(changeable(answer), isSelected);
  }

  return (
    <label className="target">
      <input
        type="checkbox"
        aria-label={
          count > first
            ? `Select the first ${first} of these applications`
            : `Select these ${count} applications`
        }
        checked={ids.length > 0 && selected === ids.length}
        ref={(box) => {
          if (box !== null) box.indeterminate = selected > 0 && selected < ids.length;
        }}
        // The list reports a failure to load them.
        onChange={({ target }) => void select(target.checked).catch(() => {})}
      />
    </label>
  );
}
