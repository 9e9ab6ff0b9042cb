import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import type { AddressInfo, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";

export interface Relay {
  readonly port: number;
  /** Number of connections so far. */
  readonly connectionCount: () => number;
  /** Number of connections that are open now. */
  readonly openCount: () => number;
  /** Forgets all open connections, as a firewall does with idle ones: each is reset when it is next used. */
  readonly forgetConnections: () => void;
  /** The same, but without a reset: nothing answers any more. */
  readonly silenceConnections: () => void;
  /** Holds back everything on all connections, also new ones, until the returned function is called: nothing is lost. */
  readonly stall: () => () => void;
  /** Closes all connections, and each new one until the returned function is called, which can choose another local port. */
  readonly interrupt: () => (targetPort?: number) => void;
  readonly close: () => Promise<void>;
}

/** Starts a relay to a local port. With a certificate, it terminates TLS. */
export async function startRelay(targetPort: number, certificate?: Certificate): Promise<Relay> {
  const open = new Set<Socket>();
  const targets = new Set<Socket>();
  const forgotten = new Set<Socket>();
  const silenced = new Set<Socket>();
  let connectionCount = 0;
  let isStalled = false;
  let port: number | null = targetPort;

  function relay(client: Socket): void {
    connectionCount += 1;
    if (port === null) {
      client.destroy();
      return;
    }
    open.add(client);
    const target = connect(port, "127.0.0.1");
    client.on("data", (chunk) => {
      if (forgotten.has(client)) client.resetAndDestroy();
      else if (!silenced.has(client)) target.write(chunk);
    });
    target.on("data", (chunk) => client.write(chunk));
    for (const socket of [client, target]) socket.on("error", () => {});
    if (isStalled) for (const socket of [client, target]) socket.pause();
    targets.add(target);
    target.on("close", () => {
      targets.delete(target);
      if (!forgotten.has(client)) client.destroy();
    });
    client.on("close", () => {
      open.delete(client);
      target.destroy();
    });
  }

  const server = certificate === undefined ? createServer(relay) : createTlsServer(certificate, relay);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connectionCount: () => connectionCount,
    openCount: () => open.size,
    forgetConnections() {
      for (const socket of open) forgotten.add(socket);
    },
    silenceConnections() {
      for (const socket of open) silenced.add(socket);
    },
    stall() {
      isStalled = true;
      for (const socket of [...open, ...targets]) socket.pause();
      return () => {
        isStalled = false;
        for (const socket of [...open, ...targets]) socket.resume();
      };
    },
    interrupt() {
      const interrupted = port;
      port = null;
      for (const socket of open) socket.destroy();
      return (next) => {
        port = next ?? interrupted;
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The file of the certificate, which signs itself. */
  readonly file: string;
}

/** Creates a certificate for these host names. No machine trusts it. Returns null if openssl is not installed. */
export function createCertificate(names: readonly string[]): Certificate | null {
  const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-tls-"));
  const [keyFile, file] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const { status } = spawnSync("openssl", [
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"],
    ...["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`],
    ...["-keyout", keyFile, "-out", file],
  ]);
  return status === 0 ? { key: readFileSync(keyFile, "utf8"), cert: readFileSync(file, "utf8"), file } : null;
}
