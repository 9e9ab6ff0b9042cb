import { useCallback, useRef } from "react";
import type { useAddress } from "../address";

type SetAddress = ReturnType<typeof useAddress>[1];

/** Opening a window adds an entry to the browser's history, so that Back closes it. Closing it takes the entry away again. */
export function useDetailsHistory(setAddress: SetAddress) {
  const isAdded = useRef(false);
  const open = useCallback(
    async (id: string): Promise<void> => {
      const isOpen = new URLSearchParams(location.search).has("window");
      await setAddress({ window: id }, { history: isOpen ? "replace" : "push" });
      isAdded.current ||= !isOpen;
    },
    [setAddress],
  );
  const close = useCallback(async (): Promise<void> => {
    if (!isAdded.current) {
      await setAddress({ window: null });
      return;
    }
    isAdded.current = false;
    const { promise, resolve } = Promise.withResolvers<Event>();
    addEventListener("popstate", resolve, { once: true });
    history.back();
    await promise;
  }, [setAddress]);
  return { open, close };
}
