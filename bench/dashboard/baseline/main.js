import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { ApolloProvider, useQuery } from "@apollo/client/react";
import { createElement, useState } from "react";
import { createRoot } from "react-dom/client";

// The least that shows windows with React and Apollo Client: a search field, and titles that each open a menu.
const query = gql`{ maintenanceWindows(first: 50) { nodes { ... on ScheduledWindow { id title } } } }`;
const possibleTypes = { ScheduledWindow: ["DatadogMaintenanceWindow", "FlinkMaintenanceWindow"] };
const client = new ApolloClient({
  link: new HttpLink({ uri: "/graphql" }),
  cache: new InMemoryCache({ possibleTypes }),
});
const menuItem = createElement("span", { role: "menuitem" }, "Details");

function Titles() {
  const [value, setValue] = useState("");
  const onChange = ({ target }) => setValue(target.value);
  const windows = useQuery(query).data?.maintenanceWindows.nodes ?? [];
  return [
    createElement("input", { key: "search", type: "search", value, onChange }),
    ...windows.map(({ id, title }) =>
      createElement("details", { key: id }, createElement("summary", {}, title), menuItem),
    ),
  ];
}

createRoot(document.querySelector("#root")).render(
  createElement(ApolloProvider, { client }, createElement(Titles)),
);
