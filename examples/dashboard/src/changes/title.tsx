import type { Change } from "./change";
import { windowCount, words } from "./words";

/** Heading of the form, which names the dialog. */
export function Title({ change }: { readonly change: Change }) {
  return (
    <h2 id="change" tabIndex={-1}>
      {change.kind === "create" ? (
        "New maintenance window in Datadog"
      ) : (
        <>
          {words[change.kind].verb}{" "}
          {change.windows.length === 1 ? (
            <bdi>{change.windows[0]?.title}</bdi>
          ) : (
            windowCount(change.windows.length)
          )}
        </>
      )}
    </h2>
  );
}
