import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import type { Target } from "./targets.js";

const run = promisify(execFile);
const connections = 16;

/** A kind of request. */
export interface Traffic {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether each request differs from every other. */
  readonly isAllDifferent: boolean;
}

export interface Rate {
  readonly perSecond: number;
  /** Processor time of the server for each request. */
  readonly processorMs: number;
}

/** Puts a server on the first processor. The load runs on the second. */
export async function pin(pid: number): Promise<void> {
  await run("taskset", ["--all-tasks", "--pid", "--cpu-list", "0", String(pid)]);
}

/** Runs sixteen clients (wrk). Each sends its next request as soon as it has a response. */
export async function load(target: Target, traffic: Traffic, seconds: number): Promise<Rate> {
  const body = JSON.stringify({ query: traffic.document, variables: { ...traffic.variables, unread: 0 } });
  const before = processorMsOf(target.pid);
  const { stdout } = await run(
    "taskset",
    [
      "--cpu-list",
      "1",
      "wrk",
      "-t1",
      `-c${connections}`,
      `-d${Math.ceil(seconds)}s`,
      "-s",
      "bench/hot/load.lua",
      target.url,
    ],
    {
      env: {
        ...process.env,
        BODY: body,
        DIFFERENT: traffic.isAllDifferent ? "1" : "0",
        ...(target.token === null ? {} : { TOKEN: target.token }),
      },
    },
  );
  const [, requests] = /(\d+) requests in/.exec(stdout) ?? [];
  const [, perSecond] = /Requests\/sec:\s+([0-9.]+)/.exec(stdout) ?? [];
  if (requests === undefined || perSecond === undefined || /Non-2xx|Socket errors/.test(stdout))
    throw new Error(stdout);
  return {
    perSecond: Number(perSecond),
    processorMs: (processorMsOf(target.pid) - before) / Number(requests),
  };
}

/** Returns the processor time that a process has used, in user and system mode (Linux, 100 ticks per second). */
function processorMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
