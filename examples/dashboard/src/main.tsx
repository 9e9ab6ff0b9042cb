// First, so that the parts' stylesheets come after it.
import "./dashboard.css";

import { ApolloProvider } from "@apollo/client/react";
import { NuqsAdapter } from "nuqs/adapters/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { AccessProvider } from "./access/access-provider";
import { openSession } from "./access/open-session";
import { App } from "./app";
import { createClient } from "./client";
import { CopyProvider } from "./links/copy";
import { Toasts } from "./toasts/toasts";

// Load the polyfill only in browsers without Temporal.
if (!("Temporal" in globalThis)) await import("temporal-polyfill/global");

const root = document.querySelector("#root");
if (root === null) throw new Error("The page has no #root element.");

const session = openSession();

createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={createClient("/graphql", session)}>
      <NuqsAdapter>
        <Toasts>
          <CopyProvider>
            <AccessProvider session={session}>
              <App />
            </AccessProvider>
          </CopyProvider>
        </Toasts>
      </NuqsAdapter>
    </ApolloProvider>
  </StrictMode>,
);
