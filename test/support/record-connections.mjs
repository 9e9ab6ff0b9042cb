// Preloaded into a process under test. Writes each connection's destination to the file in CONNECTION_LOG, and blocks
// connections to other machines.
import { appendFileSync } from "node:fs";
import net from "node:net";

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const [first] = given;
  const options = Array.isArray(first) ? first[0] : first;
  const host = options?.host ?? "localhost";
  appendFileSync(process.env.CONNECTION_LOG, `${host}:${options?.port}\n`);
  if (host === "127.0.0.1" || host === "localhost") return connect.apply(this, given);
  const error = Object.assign(new Error(`Tests must not connect to ${host}`), { code: "ENOTFOUND" });
  process.nextTick(() => this.destroy(error));
  return this;
};
