import type { FastifyInstance } from "fastify";
import type { Clock } from "../../domain/time/clock.js";
import { HttpError } from "../http/http-error.js";
import { readExampleOperations } from "./example-operations.js";

export const graphiqlPath = "/graphiql";

/** Restricts the page to this gateway's scripts and API. The editor creates style sheets at runtime, hence 'unsafe-inline'. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Serves GraphiQL from this process; the page loads nothing from elsewhere. */
export function addGraphiql(app: FastifyInstance, clock: Clock): void {
  app.get(graphiqlPath, async (_request, reply) => {
    await loadFiles();
    return reply
      .header("content-security-policy", contentSecurityPolicy)
      .type("text/html; charset=utf-8")
      .send(page);
  });
  app.get(`${graphiqlPath}/examples.json`, () => readExampleOperations(clock().now));
  for (const file of fileNames) {
    app.get(`${graphiqlPath}/${file}`, async (_request, reply) => {
      const content = (await loadFiles())[file];
      const type = file.endsWith(".css") ? "text/css" : "text/javascript";
      return reply.type(`${type}; charset=utf-8`).send(content);
    });
  }
}

const fileNames = [
  "graphiql.js",
  "graphiql.css",
  "editor.worker.js",
  "json.worker.js",
  "graphql.worker.js",
  "start.js",
] as const;

/** Loads the page's files. Imports them on first use, to keep startup fast. */
async function loadFiles(): Promise<Readonly<Record<(typeof fileNames)[number], string>>> {
  const bundle = await import("@graphql-yoga/render-graphiql/graphiql").catch(() => {
    throw new HttpError(
      404,
      "NOT_FOUND",
      "GraphiQL is not installed. It is a development dependency: install it with npm ci, without --omit=dev.",
    );
  });
  return {
    "graphiql.js": bundle.js,
    "graphiql.css": bundle.css,
    "editor.worker.js": bundle.editorWorkerService,
    "json.worker.js": bundle.jsonWorker,
    "graphql.worker.js": bundle.graphqlWorker,
    "start.js": startScript,
  };
}

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Maintenance gateway: GraphiQL</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="${graphiqlPath}/graphiql.css" />
    <style>
      /* Without this, a pressed tab moves away from the pointer if the tabs do not all fit. */
      .graphiql-tab { transform: none !important; }
    </style>
    <script src="${graphiqlPath}/graphiql.js" defer></script>
    <script src="${graphiqlPath}/start.js" type="module"></script>
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <div id="root"></div>
  </body>
</html>
`;

/** Runs in the browser. Shows a tab for each example until the user has tabs of their own. */
const startScript = `
const workers = { editorWorkerService: "editor", json: "json", graphql: "graphql" };
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_module, label) => "${graphiqlPath}/" + workers[label] + ".worker.js",
};
const examples = await fetch("${graphiqlPath}/examples.json").then((response) => response.json());
const tabs = examples.map(({ document, variables }) => ({
  query: document,
  variables: JSON.stringify(variables, null, 2),
}));
// GraphiQL restores the user's last tab only if its content is passed in; otherwise it starts with an empty tab.
const left = JSON.parse(localStorage.getItem("graphiql:tabState") ?? "null");
const { query, variables } = left?.tabs[left.activeTabIndex] ?? tabs[0] ?? {};
YogaGraphiQL.renderYogaGraphiQL(document.querySelector("#root"), {
  endpoint: "/graphql",
  title: "Maintenance",
  // For subscriptions too, which it would otherwise send by GET, with the operation in the URL.
  method: "POST",
  defaultTabs: tabs,
  query: query ?? undefined,
  variables: variables ?? undefined,
});
`;
