import { spawn } from "node:child_process";
import { join } from "node:path";
import type { HttpProxy } from "vite";
import { build, createServer, preview } from "vite";

const fail = (problem: string): never => {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
};

const wantedPort = process.env.DASHBOARD_PORT || undefined;
const port = Number(wantedPort ?? 5173);
if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
  fail("DASHBOARD_PORT must be a whole number from 0 to 65535.");

checkOidc(process.env);

// Exit on these signals, so that the exit handlers stop the gateway.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit());

const gatewayUrl = process.env.GATEWAY_URL ? originOf(process.env.GATEWAY_URL) : await startGateway();

const place = { configFile: join(import.meta.dirname, "vite.config.ts"), root: import.meta.dirname };
const address = {
  host: "127.0.0.1",
  port,
  // Fall back to another port unless DASHBOARD_PORT is set.
  strictPort: wantedPort !== undefined,
  // The page calls its own origin, which proxies to the gateway, so no CORS is needed.
  proxy: Object.fromEntries(
    ["/graphql", "/calendar.ics"].map((path) => [
      path,
      { target: gatewayUrl, changeOrigin: true, configure: endBrokenResponses },
    ]),
  ),
};
const serve = process.argv.includes("--dev") ? serveSources : serveBuild;
const [url] = await serve().catch(({ message }: Error) => fail(message));

process.stdout.write(`
Dashboard  ${url}
Gateway    ${gatewayUrl}/graphql
GraphiQL   ${gatewayUrl}/graphiql

Press Ctrl-C to stop.
`);

/** Serves the production build. */
async function serveBuild(): Promise<readonly string[]> {
  // One folder per port, so that two dashboards do not overwrite each other.
  const outDir = join(import.meta.dirname, "node_modules", ".dashboard", String(port));
  const options = { ...place, logLevel: "warn", build: { outDir } } as const;
  await build(options);
  const { resolvedUrls } = await preview({ ...options, preview: address });
  return resolvedUrls?.local ?? [];
}

/** Serves the sources and reloads the page after each change. */
async function serveSources(): Promise<readonly string[]> {
  const server = await createServer({ ...place, logLevel: "warn", server: address });
  await server.listen();
  return server.resolvedUrls?.local ?? [];
}

/** Lets the page notice that the gateway has broken off a response. The proxy would leave the page's connection open. */
function endBrokenResponses(proxy: HttpProxy.ProxyServer): void {
  proxy.on("proxyRes", (fromGateway, _request, toPage) => {
    fromGateway.once("close", () => {
      if (!fromGateway.complete) toPage.destroy();
    });
  });
}

/** Checks GATEWAY_URL and returns its origin. */
function originOf(address: string): string {
  const { protocol, origin, pathname } = URL.parse(address) ?? {};
  if (origin === undefined || !/^https?:$/.test(protocol ?? "") || pathname !== "/")
    return fail(
      "GATEWAY_URL must be an http or https URL without a path, for example http://127.0.0.1:4000.",
    );
  return origin;
}

/** Checks the settings of the sign-in, which Vite puts into the page. */
function checkOidc({
  DASHBOARD_OIDC_ISSUER: issuer,
  DASHBOARD_OIDC_CLIENT_ID: clientId,
  DASHBOARD_OIDC_SCOPE: scope,
}: NodeJS.ProcessEnv): void {
  if (!issuer) {
    const other = clientId ? "DASHBOARD_OIDC_CLIENT_ID" : scope ? "DASHBOARD_OIDC_SCOPE" : null;
    if (other !== null) fail(`${other} is set, but DASHBOARD_OIDC_ISSUER is missing. Set both, or neither.`);
    return;
  }
  const { protocol, hostname, search, hash } = URL.parse(issuer) ?? {};
  const isLocal = hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
  if (!(protocol === "https:" || (protocol === "http:" && isLocal)) || search !== "" || hash !== "")
    fail(
      "DASHBOARD_OIDC_ISSUER must be the https URL of the identity provider, for example https://login.company.example. On this machine, it can be http.",
    );
  if (!clientId) fail("DASHBOARD_OIDC_ISSUER is set, but DASHBOARD_OIDC_CLIENT_ID is missing.");
  if (scope && !scope.split(" ").includes("openid"))
    fail('DASHBOARD_OIDC_SCOPE must contain "openid", for example "openid offline_access maintenance:read".');
}

/** Starts this repository's gateway, on the sources in the environment or else on emulators. */
async function startGateway(): Promise<string> {
  const program = join(import.meta.dirname, "../../dist/main.js");
  const gateway = spawn(process.execPath, [program], {
    // In production mode the gateway does not print its address.
    env: { PORT: "0", LOG_LEVEL: "warn", ...process.env, NODE_ENV: "development" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => gateway.kill());
  let output = "";
  return new Promise((resolve) => {
    gateway.once("exit", (code, signal) => fail(`The gateway exited (${code ?? signal}).\n${output}`));
    const listen = (chunk: unknown) => {
      output += String(chunk);
      const [, address] = /(http:\/\/\S+)\/graphql$/m.exec(output) ?? [];
      if (address === undefined) return;
      // Pass all further output to the terminal.
      gateway.stdout.off("data", listen).pipe(process.stdout);
      output = "";
      resolve(address);
    };
    gateway.stdout.on("data", listen);
  });
}
