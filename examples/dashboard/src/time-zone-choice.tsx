import { memo, useEffect, useState } from "react";
import { rememberZone, timeZones, zoneName, zonesUsedLately } from "./time-zones";

interface TimeZoneChoiceProps {
  readonly timeZone: string;
  readonly onChange: (timeZone: string) => void;
}

/** A zone that is only passed on the way to another one is not remembered. */
const rememberAfterMs = 2_000;

/** Memoized, so that its four hundred options are not rendered again at every keystroke elsewhere. */
export const TimeZoneChoice = memo(function TimeZoneChoice({ timeZone, onChange }: TimeZoneChoiceProps) {
  // The order stays while the page is open, because arrow keys move through it.
  const [lately] = useState(zonesUsedLately);
  useEffect(() => {
    const timer = setTimeout(rememberZone, rememberAfterMs, timeZone);
    return () => clearTimeout(timer);
  }, [timeZone]);
  const { first, others } = timeZones(lately, timeZone);
  return (
    <label className="zone">
      <span>Time zone</span>
      <select value={timeZone} onChange={({ target }) => onChange(target.value)}>
        {first.map(optionOf)}
        <optgroup label="Other time zones">{others.map(optionOf)}</optgroup>
      </select>
    </label>
  );
});

const optionOf = (zone: string) => (
  <option key={zone} value={zone}>
    {zoneName(zone)}
  </option>
);
