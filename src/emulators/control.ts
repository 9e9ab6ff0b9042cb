import type { createFaults, FaultRule } from "./faults.js";
import { isObject, parseJson } from "./json.js";
import type { createRequestLog } from "./request-log.js";
import type { EmulatedRequest, EmulatedResponse, Service } from "./service.js";

const prefix = "/_emulator/";

export function isControl(request: EmulatedRequest): boolean {
  return request.path.startsWith(prefix);
}

/** The routes that only an emulator has; the same on every emulator. */
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
      if (!Array.isArray(rules) || !rules.every(isFaultRule)) {
        return answer(400, { error: 'Send a list of {"operation": "…" or "*", "fault": {…}, "times": n}.' });
      }
      faults.add(rules);
      return answer(200, { added: rules.length });
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
      const wish = parseJson(request.body);
      if (!isObject(wish)) return answer(400, { error: 'Send {"applications": n} or {"windows": n}.' });
      service.addMore(wish);
      return answer(200, {});
    }
    default:
      return answer(404, { error: `There is no control route ${route}.` });
  }
}

function isFaultRule(rule: unknown): rule is FaultRule {
  return isObject(rule) && typeof rule.operation === "string" && isObject(rule.fault);
}

function answer(status: number, body: unknown): EmulatedResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
