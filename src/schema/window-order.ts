import { Field, InputType } from "type-graphql";
import type { WindowOrderField } from "../domain/lists/ordered-window.js";
import type * as order from "../domain/lists/window-order.js";
import { enumType } from "./enum-type.js";

export const MaintenanceWindowOrderField = enumType<WindowOrderField>(
  "MaintenanceWindowOrderField",
  "What a list of windows is ordered by. Ties are broken by id.",
  {
    NEXT_OCCURRENCE: "The start of the current or next occurrence. Windows that have ended come last.",
    END: "The end of the current or next occurrence; of a window that has ended, when it ended. With DESC and the status ENDED, the windows that ended last come first.",
    CERTAINTY:
      "The certainty: UNDERWAY, then DECLARED, then POSSIBLE. Windows of the same certainty are in the order NEXT_OCCURRENCE.",
    TITLE:
      "The title, as people read it: case and accents are ignored, numbers are compared by their value (`job-9` before `job-10`), and punctuation comes before digits, digits before letters. The order is the CLDR root collation with numeric ordering, for every caller. Source: UTS 35, UTS 10.",
    ID: "The id.",
  },
);

export const OrderDirection = enumType<order.WindowOrder["direction"]>(
  "OrderDirection",
  "Direction of an order.",
  { ASC: "From first to last.", DESC: "From last to first: exactly the reverse of ASC." },
);

@InputType({ description: "Order of a list of windows." })
export class MaintenanceWindowOrder implements order.WindowOrder {
  @Field(() => MaintenanceWindowOrderField, { description: "What to order by." })
  readonly field!: WindowOrderField;

  @Field(() => OrderDirection, { defaultValue: "ASC", description: "Direction of the order." })
  readonly direction!: order.WindowOrder["direction"];
}
