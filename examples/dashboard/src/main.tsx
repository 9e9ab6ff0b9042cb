import { ApolloProvider } from "@apollo/client/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { createClient } from "./client";
import "./dashboard.css";

// Load the polyfill only in browsers without Temporal.
if (!("Temporal" in globalThis)) await import("temporal-polyfill/global");

const root = document.querySelector("#root");
if (root === null) throw new Error("The page has no #root element.");

createRoot(root).render(
  <StrictMode>
    <ApolloProvider client={createClient("/graphql")}>
      <App />
    </ApolloProvider>
  </StrictMode>,
);
