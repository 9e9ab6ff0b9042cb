/** A window as the emulator stores it, with Datadog's field names. */
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

export function toResource({ id, ...attributes }: Window) {
  return { id, type: "maintenance_window", attributes };
}

/** Formats an instant in whole seconds, as Datadog's examples do. */
export function toSeconds(instant: Date): string {
  return instant.toISOString().replace(/\.[0-9]{3}Z$/, "Z");
}
