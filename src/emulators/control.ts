import type { createFaults, FaultRule } from "./faults.js";
import { faultMembers } from "./faults.js";
import { isObject, parseJson } from "./json.js";
import type { createRequestLog } from "./request-log.js";
import type { EmulatedRequest, EmulatedResponse, Service } from "./service.js";

const prefix = "/_emulator/";

export function isControl(request: EmulatedRequest): boolean {
  return request.path.startsWith(prefix);
}

/** Responds to the control routes, which only emulators have. They are the same on every emulator. */
export function respondToControl(
  request: EmulatedRequest,
  service: Service,
  faults: ReturnType<typeof createFaults>,
  log: ReturnType<typeof createRequestLog>,
): EmulatedResponse {
  const route = `${request.method} ${request.path.slice(prefix.length)}`;
  switch (route) {
    case "POST faults": {
      const rules = parseJson(request.body);
      const problem = problemOfFaults(rules, service);
      if (problem !== null) return answer(400, { error: problem });
      faults.add(rules as readonly FaultRule[]);
      return answer(200, {});
    }
    case "DELETE faults":
      faults.clear();
      return answer(200, {});
    case "POST reset":
      service.reset();
      faults.clear();
      log.clear();
      return answer(200, {});
    case "GET requests":
      return answer(200, log.read());
    case "POST seed": {
      const asked = parseJson(request.body);
      const problem = problemOfSeed(asked, service);
      if (problem !== null) return answer(400, { error: problem });
      service.addMore(asked as Readonly<Record<string, unknown>>);
      return answer(200, {});
    }
    default:
      return answer(404, { error: `Unknown control route: ${route}.` });
  }
}

/** Validates fault rules, so that a typo in a test does not look like a healthy provider. */
function problemOfFaults(rules: unknown, { operations }: Service): string | null {
  const form =
    'Send a JSON array of {"operation": "<name>" or "*", "resource": "<name or id>", "fault": {…}, "times": n}; resource and times are optional.';
  if (!Array.isArray(rules)) return form;
  for (const rule of rules) {
    if (!isObject(rule) || !isObject(rule.fault)) return form;
    const { operation, resource, fault, times } = rule;
    if (operation !== "*" && !operations.includes(String(operation))) {
      return `Unknown operation ${String(operation)}. Use one of ${operations.join(", ")} or *.`;
    }
    if (times !== undefined && !isCount(times)) return "times must be a whole number, 0 or more.";
    if (resource !== undefined && typeof resource !== "string") return "resource must be a name or an id.";
    const unknown = Object.keys(fault).filter((member) => !(member in faultMembers));
    if (unknown.length > 0)
      return `Unknown fault field ${unknown.join(", ")}. Use ${Object.keys(faultMembers).join(", ")}.`;
  }
  return null;
}

function problemOfSeed(asked: unknown, { seedMembers }: Service): string | null {
  const form = `Send a JSON object with any of ${Object.entries(seedMembers)
    .map(([member, type]) => `${member} (${type})`)
    .join(", ")}.`;
  if (!isObject(asked)) return form;
  const isRight = Object.entries(asked).every(([member, value]) => {
    if (seedMembers[member] === "count") return isCount(value);
    return seedMembers[member] === "text" && typeof value === "string";
  });
  return isRight ? null : form;
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}

function answer(status: number, body: unknown): EmulatedResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
