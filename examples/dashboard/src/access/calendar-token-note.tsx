import { useAccess } from "./use-access";

/** Id of the note, for the controls that it describes. */
export const calendarTokenNoteId = "calendar-token-note";

/** Says what a calendar app needs. Shown to users with a token, because then the feed needs one too. */
export function CalendarTokenNote() {
  if (useAccess().token === null) return null;
  return (
    <small id={calendarTokenNoteId} className="calendar-token-note">
      The feed needs the calendar token, not yours. Ask the gateway’s operators for it. Enter it as the
      password in your calendar app, with any user name.
    </small>
  );
}
