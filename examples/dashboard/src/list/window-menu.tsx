import { Menu } from "@base-ui/react/menu";
import { actionsFor } from "../changes/actions";
import { useCopy } from "../links/copy";
import { addressOfWindow } from "../links/links";
import type { Window } from "../names";
import { consoleNames } from "../names";
import { usePage } from "../page-context";

/** All that can be done with one window. */
export function WindowMenu({ window }: { readonly window: Window }) {
  const { now, capabilitiesOf, onChange, onOpen } = usePage();
  const copy = useCopy();
  return (
    <Menu.Root>
      <Menu.Trigger className="icon" aria-label={`Actions for ${window.title}`}>
        <span aria-hidden="true">⋯</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner align="end" sideOffset={4} className="menu-layer">
          <Menu.Popup className="menu-items">
            <Menu.Item onClick={() => onOpen(window.id)}>Details</Menu.Item>
            {actionsFor([window], capabilitiesOf, now).map(({ label, change, isDestructive }) => (
              <Menu.Item
                key={label}
                className={isDestructive ? "destructive" : undefined}
                onClick={() => onChange(change)}
              >
                {label}
              </Menu.Item>
            ))}
            <Menu.Separator />
            <Menu.Item onClick={() => copy(addressOfWindow(window.id), "Link to the window")}>
              Copy link
            </Menu.Item>
            {window.consoleUrl !== null && (
              <Menu.LinkItem href={window.consoleUrl} target="_blank" rel="noreferrer">
                Open {consoleNames[window.provider]}
              </Menu.LinkItem>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
