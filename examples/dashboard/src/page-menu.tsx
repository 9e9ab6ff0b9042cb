import { Menu } from "@base-ui/react/menu";
import { CalendarTokenNote, calendarTokenNoteId } from "./access/calendar-token-note";
import type { Filter } from "./filters/filter";
import { toFeedPath, toSubscribeAddress } from "./links/calendar-links";
import { useCopy } from "./links/copy";
import { addressOfPage } from "./links/links";
import { isTouchOnly } from "./shortcuts";

interface PageMenuProps {
  readonly filter: Filter;
  readonly onHelp: () => void;
}

/** What can be done with the whole page. */
export function PageMenu({ filter, onHelp }: PageMenuProps) {
  const copy = useCopy();
  const feed = new URL(toFeedPath(filter), location.href).href;
  return (
    <>
      <button
        type="button"
        className="share"
        title="Copy link to this view"
        onClick={() => copy(addressOfPage(), "Link to this view")}
      >
        Share
      </button>
      <Menu.Root>
        <Menu.Trigger className="icon" aria-label="Share and more">
          <span aria-hidden="true">⋯</span>
        </Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner align="end" sideOffset={4} className="menu-layer">
            <Menu.Popup className="menu-items">
              <Menu.Item onClick={() => copy(addressOfPage(), "Link to this view")}>
                Copy link to this view
              </Menu.Item>
              <Menu.LinkItem href={toSubscribeAddress(feed)} aria-describedby={calendarTokenNoteId}>
                Subscribe to the calendar
              </Menu.LinkItem>
              <Menu.Item
                aria-describedby={calendarTokenNoteId}
                onClick={() => copy(feed, "URL of the calendar feed")}
              >
                Copy URL of the calendar
              </Menu.Item>
              <CalendarTokenNote />
              <Menu.Separator />
              <Menu.Item onClick={() => print()}>Print</Menu.Item>
              {!isTouchOnly() && <Menu.Item onClick={onHelp}>Keyboard shortcuts</Menu.Item>}
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </>
  );
}
