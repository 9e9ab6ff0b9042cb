import { Fragment } from "react";
import type { Filter } from "./filter";
import { setFilters } from "./filter";

interface PrintedFiltersProps {
  readonly filter: Filter;
  readonly timeZone: string;
}

/** Says on paper what the controls say on the screen. */
export function PrintedFilters({ filter, timeZone }: PrintedFiltersProps) {
  return (
    <p className="printed">
      Times are in {timeZone}.{" "}
      {setFilters(filter).map(({ name, value }) => (
        <Fragment key={name}>
          {name}: <bdi>{value}</bdi>.{" "}
        </Fragment>
      ))}
    </p>
  );
}
