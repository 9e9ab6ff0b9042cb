import { useApolloClient } from "@apollo/client/react";
import type { MaintenanceWindowChangeInput } from "../graphql/graphql";
import { usePage } from "../page-context";
import { useToasts } from "../toasts/toasts";
import type { Answer } from "./answers";
import { isChanged, isInDoubt } from "./answers";
import type { Change } from "./change";
import { hoursOf } from "./differences";
import { inverseOf } from "./inverse";
import { Made } from "./made";
import { sendChanges } from "./send-changes";

/** Returns a function that says what happened to one window, and offers to undo it. */
export function useAnnounce() {
  const client = useApolloClient();
  const { timeZone, now } = usePage();
  const toasts = useToasts();

  async function undo(id: string, inverse: MaintenanceWindowChangeInput, title: string): Promise<void> {
    const named = (words: string) => (
      <>
        {words} <bdi className="name">{title}</bdi>
      </>
    );
    toasts.show({ title: named("Undoing the change of"), isBusy: true }, id);
    const [answer] = await sendChanges(client, [inverse]);
    if (answer === undefined) return;
    if (!isChanged(answer)) {
      const advice = isInDoubt(answer) ? " The undo may have been made. Check the list." : "";
      toasts.show(
        { title: named("Could not undo the change of"), description: `${answer.message}${advice}` },
        id,
      );
      return;
    }
    const { outcome, window } = answer;
    const times = `${hoursOf(window, timeZone, now)} (${timeZone})`;
    toasts.show(
      outcome === "CREATED"
        ? { title: <>{named("Created")} again</>, description: "It is a new window with a new id." }
        : {
            title:
              outcome === "DELETED" ? (
                named("Deleted")
              ) : (
                <>
                  {named("Restored")} to {times}
                </>
              ),
          },
      id,
    );
  }

  return (kind: Change["kind"], answer: Answer): void => {
    if (!isChanged(answer)) return;
    const inverse = inverseOf(answer);
    const description = answer.warnings.map(({ message }) => message).join(" ");
    const id = crypto.randomUUID();
    toasts.show(
      {
        title: <Made kind={kind} changed={answer} timeZone={timeZone} now={now} />,
        ...(description !== "" && { description }),
        ...(inverse !== null && {
          action: { label: "Undo", onSelect: () => void undo(id, inverse, answer.window.title) },
        }),
      },
      id,
    );
  };
}
