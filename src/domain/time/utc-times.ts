export const minutesPerDay = 24 * 60;

const utcTimePattern = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;

/** Whether the text is a 24-hour time `HH:MM`, from `00:00` to `23:59`. */
export function isUtcTime(text: string): boolean {
  return utcTimePattern.test(text);
}

/** Returns the minutes since midnight UTC of a valid `HH:MM`. */
export function minuteOfDay(utcTime: string): number {
  return (
    (digitAt(utcTime, 0) * 10 + digitAt(utcTime, 1)) * 60 + digitAt(utcTime, 3) * 10 + digitAt(utcTime, 4)
  );
}

function digitAt(text: string, index: number): number {
  return text.charCodeAt(index) - zero;
}

const zero = "0".charCodeAt(0);

/** Adds minutes to an `HH:MM`. The result wraps around at midnight. */
export function utcTimeAfter(utcTime: string, minutes: number): string {
  const minute = (minuteOfDay(utcTime) + minutes) % minutesPerDay;
  const twoDigits = (number: number) => String(number).padStart(2, "0");
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}
