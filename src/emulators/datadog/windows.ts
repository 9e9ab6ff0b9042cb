/** A window as the emulator keeps it; member names are Datadog's. */
export interface Window {
  readonly id: string;
  readonly name: string;
  readonly query: string;
  /** `YYYY-MM-DDTHH:MM:SSZ` */
  readonly start_at: string;
  readonly end_at: string;
  readonly created_by: string;
  readonly updated_by: string;
}

/** The user whose keys every client of the emulator has. */
export const currentUser = "5b8c1f1e-0000-4000-8000-00000000e401";

export function toResource({ id, ...attributes }: Window) {
  return { id, type: "maintenance_window", attributes };
}

/** Whole seconds, as Datadog's examples write an instant. */
export function toSeconds(instant: Date): string {
  return instant.toISOString().replace(/\.[0-9]{3}Z$/, "Z");
}
