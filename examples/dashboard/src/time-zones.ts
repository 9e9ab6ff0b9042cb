/** The zone as it is written in the time zone database; null if it is unknown. An offset such as `+02:00` is no zone. */
export function knownTimeZone(name: string): string | null {
  // Browsers report `Etc/Unknown` if the system has no zone.
  if (!/^[A-Za-z]/.test(name) || name === "Etc/Unknown") return null;
  try {
    // Throws for all but names of zones.
    new Intl.DateTimeFormat("en", { timeZone: name });
    // Not the name that `Intl` resolves it to: that is an old one, such as `Asia/Calcutta`.
    return Temporal.Now.zonedDateTimeISO(name).timeZoneId;
  } catch {
    return null;
  }
}

/** The zone of the viewer's system, or UTC if the browser does not know it. */
export function viewersTimeZone(): string {
  return knownTimeZone(new Intl.DateTimeFormat().resolvedOptions().timeZone) ?? "UTC";
}

const storageName = "maintenance-time-zones";

/** Number of zones that the browser remembers. */
const remembered = 6;

/** The zones that the page showed lately, the latest first. */
export function zonesUsedLately(): readonly string[] {
  const names = (localStorage.getItem(storageName) ?? "").split(" ");
  return names.flatMap((name) => knownTimeZone(name) ?? []);
}

export function rememberZone(zone: string): void {
  const zones = new Set([zone, ...zonesUsedLately()]);
  localStorage.setItem(storageName, [...zones].slice(0, remembered).join(" "));
}

interface ZoneChoice {
  /** The viewer's own zone, UTC, and those used lately. */
  readonly first: readonly string[];
  /** All others, by their names. */
  readonly others: readonly string[];
}

/** The zones to choose from, with the one that is chosen: it can have a name that the browser does not list. */
export function timeZones(lately: readonly string[], chosen: string): ZoneChoice {
  const first = new Set([viewersTimeZone(), "UTC", ...lately]);
  const others = new Set([...Intl.supportedValuesOf("timeZone"), chosen]);
  const byName = new Intl.Collator("en");
  return {
    first: [...first],
    others: [...others]
      .filter((zone) => !first.has(zone))
      .sort((one, other) => byName.compare(zoneName(one), zoneName(other))),
  };
}

/** Cities that browsers still list by their old names. */
const newNames: Readonly<Record<string, string>> = {
  Calcutta: "Kolkata",
  Godthab: "Nuuk",
  Katmandu: "Kathmandu",
  Kiev: "Kyiv",
  Rangoon: "Yangon",
  Saigon: "Ho Chi Minh",
};

/** The zone by its city, so that typing the city in a list finds it: `Tokyo (Asia)`. */
export function zoneName(zone: string): string {
  const [city = "", ...areas] = zone.replaceAll("_", " ").split("/").reverse();
  const name = newNames[city] ?? city;
  return areas.length === 0 ? name : `${name} (${areas.reverse().join("/")})`;
}
