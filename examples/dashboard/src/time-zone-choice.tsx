import { memo } from "react";
import { timeZones } from "./time";

interface TimeZoneChoiceProps {
  readonly timeZone: string;
  readonly onChange: (timeZone: string) => void;
}

/** Memoized, so that its four hundred options are not rendered again at every keystroke elsewhere. */
export const TimeZoneChoice = memo(function TimeZoneChoice({ timeZone, onChange }: TimeZoneChoiceProps) {
  return (
    <label className="zone">
      <span>Time zone</span>
      <select value={timeZone} onChange={({ target }) => onChange(target.value)}>
        {timeZones(timeZone).map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </select>
    </label>
  );
});
