import { createContext, use } from "react";
import type { Change } from "./changes/change";
import type { SourceStateFragment } from "./graphql/graphql";
import type { Selection } from "./selection";

/** What all parts of the page share. */
export interface PageContext {
  /** IANA name of the zone in which times are shown and entered. */
  readonly timeZone: string;
  /** The current time, which advances while the page is open. */
  readonly now: Date;
  /** Whether the last queries failed, and the page says so. */
  readonly hasFailed: boolean;
  /** What the caller may do with the windows of a source; nothing if the source is not known. */
  readonly capabilitiesOf: (sourceId: string) => Capabilities;
  /** Whether the caller may change the windows of some source. */
  readonly canUpdate: boolean;
  readonly selection: Selection;
  /** Opens the form of a change. */
  readonly onChange: (change: Change) => void;
  /** Opens the details of a window. */
  readonly onOpen: (id: string) => void;
}

export type Capabilities = Omit<SourceStateFragment["source"]["capabilities"], "__typename">;

const Page = createContext<PageContext | null>(null);

export const PageProvider = Page.Provider;

export function usePage(): PageContext {
  const page = use(Page);
  if (page === null) throw new Error("This component must be inside a PageProvider.");
  return page;
}
