import type { DatadogWindow, FlinkWindow } from "../names";

/** A change that the user can make, and the windows it is about. A form shows, previews and sends it. */
export type Change =
  | { readonly kind: "create" }
  | {
      readonly kind: "clone" | "edit" | "extend" | "end" | "delete";
      readonly windows: readonly DatadogWindow[];
    }
  | { readonly kind: "move"; readonly windows: readonly FlinkWindow[] };
