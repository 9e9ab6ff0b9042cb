import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import { startConnectProxy } from "../support/connect-proxy.js";
import { freePort } from "../support/free-port.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { redisProgram, startRedisServer } from "../support/redis-server.js";
import { createCertificate, startRelay } from "../support/relay.js";
import { planted } from "../support/secrets.js";
import { createIssuer } from "../support/tokens.js";
import { withAddresses } from "./addresses.js";
import type { Recipe } from "./blocks.js";

/** A folder with the files of a recipe, and everything that its commands call. */
export interface RecipeEnvironment {
  /** Runs a command as the page shows it. */
  readonly run: (command: string) => Child;
  readonly stop: () => Promise<void>;
}

/** Recipes that run against a gateway with authentication. In the others, only commands with a token do. */
const authenticated = ["behind-a-proxy", "deploy-to-kubernetes", "push-refresh", "rotate-secrets"];

const proxyHost = "maintenance.example.com";

const hasProgram = (program: string) => spawnSync("which", [program]).status === 0;

/** A program that a command needs and this machine lacks; null if there is none. */
export function missingProgram(command: string): string | null {
  const needed = [
    ...["jq", "openssl", "python3", "redis-cli"].filter((name) => new RegExp(`\\b${name}\\b`).test(command)),
    ...(command.includes("redis-cli") ? ["redis-server"] : []),
    ...(command.includes(`https://${proxyHost}`) ? ["nginx", "openssl"] : []),
    ...(command.includes("--env-file=gateway.env") ? ["openssl"] : []),
  ];
  return needed.find((program) => !hasProgram(program)) ?? null;
}

/** Loads the providers' SDKs, which can take seconds on a busy machine, before a test waits for a result. */
export async function loadSdks(gateway: TestGateway): Promise<void> {
  await gateway.query("{ maintenanceWindows { totalCount } }", {}, {});
}

export async function startRecipe({ page, files, steps }: Recipe): Promise<RecipeEnvironment> {
  const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-recipe-"));
  const isAuthenticated = authenticated.some((name) => page.endsWith(`/${name}.md`));
  const clock = () => new Date();
  const issuer = await createIssuer();
  const keyFiles = { DD_API_KEY_FILE: "datadog-api-key", DD_APP_KEY_FILE: "datadog-app-key" };
  for (const name of Object.values(keyFiles)) writeFileSync(join(folder, name), planted("key"));
  const tokens = {
    CALENDAR_TOKEN: planted("calendar-token"),
    CALENDAR_TOKEN_NEXT: planted("next-calendar-token"),
    REFRESH_TOKEN: planted("refresh-token"),
  };
  const passwords = {
    OLD_PASSWORD: planted("old-redis-password"),
    NEW_PASSWORD: planted("new-redis-password"),
  };
  const wantsRedis = redisProgram !== null && steps.some(({ command }) => command.startsWith("redis-cli"));
  const redis = wantsRedis ? await startRedisServer() : null;
  const redisPort = redis === null ? "" : new URL(redis.url).port;
  const user = [
    "ACL",
    "SETUSER",
    "gateway",
    "on",
    `>${passwords.OLD_PASSWORD}`,
    "~maintenance-gateway:*",
    "+@all",
  ];
  if (redis !== null) spawnSync("redis-cli", ["-p", redisPort, ...user]);

  const local = await startTestGateway({}, clock);
  const guarded = await startTestGateway(
    {
      ...issuer.environment,
      ...tokens,
      ...Object.fromEntries(Object.entries(keyFiles).map(([name, file]) => [name, join(folder, file)])),
      // The files above replace these variables. Setting both is an error.
      DD_API_KEY: "",
      DD_APP_KEY: "",
      ...(redis === null
        ? {}
        : { REDIS_URL: `redis://gateway:${passwords.OLD_PASSWORD}@127.0.0.1:${redisPort}` }),
    },
    clock,
  );
  await loadSdks(local);
  const network = files.some(({ text }) => text.includes("HTTPS_PROXY"))
    ? await startCorporateNetwork(folder, local)
    : null;
  const gatewayOf = (text: string): TestGateway => (isAuthenticated || /TOKEN/.test(text) ? guarded : local);

  function onThisMachine(text: string, gateway: TestGateway): string {
    return (
      withAddresses(text, { 4000: gateway.address, 4102: gateway.datadog.url })
        .replaceAll("-h redis.example.com", `-h 127.0.0.1 -p ${redisPort}`)
        .replaceAll("/var/log/nginx/", `${folder}/`)
        .replaceAll("http://proxy.example.com:3128", network?.proxyUrl ?? "")
        // Every command of the page runs this program, so a shorter wait saves seconds.
        .replaceAll(/^sleep 3$/gm, "sleep 1")
        .replaceAll(/\bdist\/main(?:tenance)?\.js/g, (file) => resolve(file))
    );
  }

  for (const { name, text } of files)
    writeFileSync(join(folder, name), onThisMachine(text, isAuthenticated ? guarded : local));
  const configuration = files.find(({ language }) => language === "nginx");
  const nginx =
    configuration === undefined || !hasProgram("nginx") || !hasProgram("openssl")
      ? null
      : await startNginx(folder, configuration.name, configuration.text, guarded.address);

  const variables = {
    ...tokens,
    ...passwords,
    TOKEN: await issuer.token({}, clock()),
    NEW_API_KEY: planted("new-key"),
    HOME: folder,
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  };
  return {
    run(command) {
      const gateway = gatewayOf(command);
      const lines = ["Maintenance gateway: the banner", ...gateway.logs.map((line) => JSON.stringify(line))];
      writeFileSync(join(folder, "gateway.log"), `${lines.join("\n")}\n`);
      const script = `cd ${folder}\n${onThisMachine(command, gateway)}`;
      return startChild("bash", ["-euo", "pipefail", "-c", script], variables);
    },
    async stop() {
      nginx?.kill("SIGTERM");
      await nginx?.exit;
      await Promise.all([local.stop(), guarded.stop(), network?.close()]);
      await redis?.stop();
    },
  };
}

/** The hosts of both providers, as far as the recipes call them. */
const providerHosts = { flink: "kinesisanalytics.eu-central-1.amazonaws.com", datadog: "api.datadoghq.eu" };

/** Starts a proxy behind which the providers' hosts are the emulators of a gateway, with a certificate of its own authority. */
async function startCorporateNetwork(folder: string, { flink, datadog }: TestGateway) {
  const certificate = createCertificate(Object.values(providerHosts));
  if (certificate === null) return null;
  writeFileSync(join(folder, "corporate-ca.pem"), certificate.cert);
  const relayTo = (url: string) => startRelay(Number(new URL(url).port), certificate);
  const relays = { flink: await relayTo(flink.url), datadog: await relayTo(datadog.url) };
  const proxy = await startConnectProxy({
    hosts: { [providerHosts.flink]: relays.flink.port, [providerHosts.datadog]: relays.datadog.port },
  });
  return {
    proxyUrl: proxy.url,
    close: () => Promise.all([proxy.close(), relays.flink.close(), relays.datadog.close()]),
  };
}

/** Starts nginx with the page's configuration, adapted to this machine. curl trusts its certificate. */
async function startNginx(
  folder: string,
  name: string,
  text: string,
  gatewayAddress: string,
): Promise<Child> {
  const port = await freePort();
  const [key, certificate] = [join(folder, "maintenance.key"), join(folder, "maintenance.crt")];
  const subject = ["-subj", `/CN=${proxyHost}`, "-addext", `subjectAltName=DNS:${proxyHost}`];
  spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"],
    ...["-keyout", key, "-out", certificate, ...subject],
  ]);
  const connectTo = `connect-to = "${proxyHost}:443:127.0.0.1:${port}"`;
  writeFileSync(join(folder, ".curlrc"), `${connectTo}\ncacert = "${certificate}"\n`);
  const local = text
    .replace("listen 443 ssl;", `listen 127.0.0.1:${port} ssl;`)
    .replace("server 127.0.0.1:4000;", `server ${new URL(gatewayAddress).host};`)
    .replaceAll(/\/etc\/nginx\/tls\/|\/var\/log\/nginx\//g, `${folder}/`);
  writeFileSync(join(folder, name), local);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => {
    mkdirSync(join(folder, kind));
    return `${kind}_temp_path ${join(folder, kind)};`;
  });
  const main = [
    "daemon off;",
    "error_log stderr;",
    `pid ${join(folder, "nginx.pid")};`,
    // nginx's workers need access to the folder, which only this user can read.
    ...(process.getuid?.() === 0 ? ["user root;"] : []),
    `events {}`,
    `http { access_log off; ${temporary.join(" ")} include ${join(folder, name)}; }`,
  ];
  writeFileSync(join(folder, "nginx.conf"), main.join("\n"));
  const child = startChild("nginx", ["-e", "stderr", "-c", join(folder, "nginx.conf")]);
  void child.exit.then((code) => {
    if (code !== 0) process.stderr.write(`nginx exited with code ${code}: ${child.errors()}\n`);
  });
  await listening(port);
  return child;
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.end();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (isOpen) return;
    await sleep(50);
  }
  throw new Error(`Nothing listens on port ${port}.`);
}
