import { useApolloClient } from "@apollo/client/react";
import { useAccess, useSession } from "./use-access";

/** Forgets the token and all data. Not shown to users without a token. */
export function SignOut() {
  const client = useApolloClient();
  const session = useSession();
  const { token } = useAccess();
  if (token === null) return null;

  async function signOut(): Promise<void> {
    await session.signOut();
    await client.clearStore();
  }

  return (
    <button type="button" onClick={() => void signOut()}>
      Sign out
    </button>
  );
}
