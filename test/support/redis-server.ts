import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { describe } from "vitest";
import { freePort } from "./free-port.js";

/** The name of the server program on this machine; null if there is none. */
export const redisProgram =
  ["redis-server", "valkey-server"].find((program) => spawnSync(program, ["--version"]).status === 0) ?? null;

if (redisProgram === null) {
  process.stderr.write(
    "Skipping the tests with a real Redis: neither redis-server nor valkey-server is installed.\n",
  );
}

/** `describe` for tests that need a real Redis. They are skipped if neither program is installed; the output then says so. */
export const describeWithRedis = describe.skipIf(redisProgram === null);

/** The rules of a Redis user for the gateway, as documented. The password is PASSWORD. */
export const documentedRules = (
  /^ACL SETUSER gateway (.+)$/m.exec(readFileSync("docs/inventory.md", "utf8"))?.[1] ?? ""
).split(" ");

export interface RedisServer {
  readonly url: string;
  /** Kills the server. Its data is lost. */
  readonly stop: () => Promise<void>;
  /** Stops responding, but keeps the connections. */
  readonly freeze: () => void;
  readonly thaw: () => void;
  /** Starts the server again at the same address. */
  readonly restart: () => Promise<void>;
  /** Removes all data. */
  readonly clear: () => Promise<void>;
  /** Makes the stored snapshots so many seconds older: the server's own clock cannot be moved. */
  readonly passSeconds: (seconds: number) => Promise<void>;
}

/** Starts a real server on a free port. It writes nothing to disk. */
export async function startRedisServer(): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-redis-"));
  const flags = [
    "--port",
    String(port),
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--appendonly",
    "no",
    "--dir",
    folder,
  ];
  async function launch() {
    const child = spawn(redisProgram ?? "", flags, { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise<void>((resolve, reject) => {
      child.stdout.on("data", (chunk) => {
        if (/ready to accept connections/i.test(String(chunk))) resolve();
      });
      child.once("exit", () => reject(new Error(`${redisProgram} exited before it was ready.`)));
    });
    return child;
  }
  let child = await launch();
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      if (child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async restart() {
      child = await launch();
    },
    async clear() {
      const client = new Redis(port);
      await client.flushall();
      client.disconnect();
    },
    async passSeconds(seconds) {
      const client = new Redis(port);
      for (const key of await client.keys("*:snapshot:*"))
        await client.hincrbyfloat(key, "readAt", -seconds * 1_000);
      client.disconnect();
    },
  };
}
