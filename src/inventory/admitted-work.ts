import { unavailable } from "../domain/failures/error-factories.js";
import type { Admission } from "../scheduling/admission.js";
import type { Deadline } from "../upstream/deadlines.js";

/** Returns a function that does the work of one request when the event loop has time for it. Throws if the request's time is over. */
export function createAdmittedWork(admission: Pick<Admission, "admit">, readDeadline: Deadline) {
  return async <Result>(compute: () => Result | Promise<Result>): Promise<Result> => {
    const admitted = admission.admit(readDeadline.flow);
    if (admitted !== null) {
      await admitted;
      if (readDeadline.isOver()) {
        const message =
          "The gateway was too busy with other requests to answer in time. Try again, or request fewer lists at once.";
        throw unavailable("TIMEOUT", false, message);
      }
    }
    return compute();
  };
}
