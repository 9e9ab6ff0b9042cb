export const minutesPerDay = 24 * 60;

const utcTimePattern = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/;

/** Whether the text is a 24-hour wall-clock minute, `HH:MM`; `24:00` is not. */
export function isUtcTime(text: string): boolean {
  return utcTimePattern.test(text);
}

/** Minutes since midnight UTC of an `HH:MM` that was checked before. */
export function minuteOfDay(utcTime: string): number {
  return Number(utcTime.slice(0, 2)) * 60 + Number(utcTime.slice(3, 5));
}

/** The `HH:MM` so many minutes later, on the next day where it must be. */
export function utcTimeAfter(utcTime: string, minutes: number): string {
  const minute = (minuteOfDay(utcTime) + minutes) % minutesPerDay;
  const twoDigits = (number: number) => String(number).padStart(2, "0");
  return `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
}
