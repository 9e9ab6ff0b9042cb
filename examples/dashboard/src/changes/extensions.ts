/** Times by which a window can be extended, from short to long. */
export const extensions = [
  { duration: "PT15M", name: "15 minutes", minutes: 15 },
  { duration: "PT30M", name: "30 minutes", minutes: 30 },
  { duration: "PT1H", name: "1 hour", minutes: 60 },
  { duration: "PT2H", name: "2 hours", minutes: 120 },
  { duration: "PT4H", name: "4 hours", minutes: 240 },
  { duration: "PT8H", name: "8 hours", minutes: 480 },
  { duration: "P1D", name: "1 day", minutes: 1_440 },
  { duration: "P7D", name: "7 days", minutes: 10_080 },
] as const;

const usualMinutes = 60;

/** The shortest usual extension after which a window with this end is open; null if none is long enough. */
export function reopeningExtension(endsAt: string, now: Date): string | null {
  const endedMinutes = (now.getTime() - Date.parse(endsAt)) / 60_000;
  const minutes = Math.max(usualMinutes, endedMinutes + 1);
  return extensions.find((extension) => extension.minutes >= minutes)?.duration ?? null;
}
