import { spawn } from "node:child_process";
import { join } from "node:path";
import { build, createServer, preview } from "vite";

const fail = (problem: string): never => {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
};

const wantedPort = process.env.DASHBOARD_PORT || undefined;
const port = Number(wantedPort ?? 5173);
if (!(Number.isInteger(port) && port >= 0 && port < 65_536))
  fail("DASHBOARD_PORT must be a whole number from 0 to 65535.");

// What was started ends with this process.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit());

const gatewayUrl = process.env.GATEWAY_URL ? originOf(process.env.GATEWAY_URL) : await startGateway();

const place = { configFile: join(import.meta.dirname, "vite.config.ts"), root: import.meta.dirname };
const address = {
  host: "127.0.0.1",
  port,
  // Another one will do where nobody has asked for it.
  strictPort: wantedPort !== undefined,
  // The page asks its own origin, which passes it on: the gateway need not know of it.
  proxy: Object.fromEntries(
    ["/graphql", "/calendar.ics"].map((path) => [path, { target: gatewayUrl, changeOrigin: true }]),
  ),
};
const serve = process.argv.includes("--dev") ? serveSources : serveBuild;
const [url] = await serve().catch(({ message }: Error) => fail(message));

process.stdout.write(`
Dashboard  ${url}
Gateway    ${gatewayUrl}/graphql
GraphiQL   ${gatewayUrl}/graphiql

Ctrl-C ends it.
`);

/** As it would be shipped. */
async function serveBuild(): Promise<readonly string[]> {
  // One for each port, so that two of them do not write into each other's.
  const outDir = join(import.meta.dirname, "node_modules", ".dashboard", String(port));
  const options = { ...place, logLevel: "warn", build: { outDir } } as const;
  await build(options);
  const { resolvedUrls } = await preview({ ...options, preview: address });
  return resolvedUrls?.local ?? [];
}

/** For who changes it: the page follows each change. */
async function serveSources(): Promise<readonly string[]> {
  const server = await createServer({ ...place, logLevel: "warn", server: address });
  await server.listen();
  return server.resolvedUrls?.local ?? [];
}

/** Of a gateway that runs already. */
function originOf(address: string): string {
  const { protocol, origin, pathname } = URL.parse(address) ?? {};
  if (origin === undefined || !/^https?:$/.test(protocol ?? "") || pathname !== "/")
    return fail(`GATEWAY_URL must be an address without a path, such as http://127.0.0.1:4000.`);
  return origin;
}

/** The gateway of this package, on the sources that the environment names, or else on emulators. */
async function startGateway(): Promise<string> {
  const program = join(import.meta.dirname, "../../dist/main.js");
  const gateway = spawn(process.execPath, [program], {
    // In production it would say nothing of where it listens.
    env: { PORT: "0", LOG_LEVEL: "warn", ...process.env, NODE_ENV: "development" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => gateway.kill());
  let output = "";
  return new Promise((resolve) => {
    gateway.once("exit", (code, signal) => fail(`The gateway has ended (${code ?? signal}).\n${output}`));
    const listen = (chunk: unknown) => {
      output += String(chunk);
      const [, address] = /^Maintenance gateway: (http\S+)\/graphql/m.exec(output) ?? [];
      if (address === undefined) return;
      // What it has to say from now on is for whoever has started it.
      gateway.stdout.off("data", listen).pipe(process.stdout);
      output = "";
      resolve(address);
    };
    gateway.stdout.on("data", listen);
  });
}
