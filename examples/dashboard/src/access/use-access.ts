import { createContext, useContext, useSyncExternalStore } from "react";
import type { Access, Session } from "./session";

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession needs AccessProvider around it.");
  return session;
}

/** The user's access to the gateway, as it is now. */
export function useAccess(): Access {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.access);
}
