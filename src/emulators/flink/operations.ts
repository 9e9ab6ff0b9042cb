import type { AccountRegion, Application } from "./applications.js";
import { maintenanceOf } from "./applications.js";
import type { OperationName } from "./constraints.js";
import { AwsException } from "./exceptions.js";
import type { Store } from "./store.js";

/** A request that satisfies the constraints. */
type Input = Readonly<Record<string, unknown>>;
type Operation = (store: Store, accountRegion: AccountRegion, input: Input) => unknown;

const maxPageSize = 50;

export const operations: Readonly<Record<OperationName, Operation>> = {
  /** The token is the last name of the previous page, because a token must look like an application name. */
  ListApplications(store, accountRegion, { Limit, NextToken }) {
    const after = typeof NextToken === "string" ? NextToken : "";
    const rest = store.list(accountRegion).filter(({ ApplicationName }) => ApplicationName > after);
    const page = rest.slice(0, typeof Limit === "number" ? Limit : maxPageSize);
    const last = page.at(-1)?.ApplicationName;
    return {
      ApplicationSummaries: page.map(toSummary),
      ...(rest.length > page.length ? { NextToken: last } : {}),
    };
  },

  DescribeApplication(store, accountRegion, input) {
    const { maintenanceStartTime, operations: _, ...detail } = findApplication(store, accountRegion, input);
    return {
      ApplicationDetail: {
        ...detail,
        ...(maintenanceStartTime === undefined
          ? {}
          : { ApplicationMaintenanceConfigurationDescription: maintenanceOf(maintenanceStartTime) }),
      },
    };
  },

  UpdateApplicationMaintenanceConfiguration(store, accountRegion, input) {
    const application = findApplication(store, accountRegion, input);
    const { ApplicationARN, ApplicationName, ApplicationStatus } = application;
    refuseUnlessFlink(application);
    if (ApplicationStatus !== "READY" && ApplicationStatus !== "RUNNING") {
      throw new AwsException(
        "ResourceInUseException",
        `Application ${ApplicationName} is in status ${ApplicationStatus}; the operation needs READY or RUNNING.`,
      );
    }
    const update = input.ApplicationMaintenanceConfigurationUpdate as Input;
    const maintenanceStartTime = String(update.ApplicationMaintenanceWindowStartTimeUpdate);
    store.put(accountRegion, { ...application, maintenanceStartTime });
    return {
      ApplicationARN,
      ApplicationMaintenanceConfigurationDescription: maintenanceOf(maintenanceStartTime),
    };
  },

  /** Newest first; the token is the index of the next entry. */
  ListApplicationOperations(store, accountRegion, input) {
    const application = findApplication(store, accountRegion, input);
    refuseUnlessFlink(application);
    const { Limit, NextToken, Operation, OperationStatus } = input;
    const found = [...application.operations]
      .sort((left, right) => right.StartTime - left.StartTime)
      .filter((entry) => Operation === undefined || entry.Operation === Operation)
      .filter((entry) => OperationStatus === undefined || entry.OperationStatus === OperationStatus);
    const begin = NextToken === undefined ? 0 : Number(NextToken);
    if (!Number.isInteger(begin)) throw new AwsException("InvalidArgumentException", "Invalid NextToken.");
    const end = begin + (typeof Limit === "number" ? Limit : maxPageSize);
    return {
      ApplicationOperationInfoList: found.slice(begin, end).map(toOperationInfo),
      ...(end < found.length ? { NextToken: String(end) } : {}),
    };
  },

  DescribeApplicationOperation(store, accountRegion, input) {
    const application = findApplication(store, accountRegion, input);
    refuseUnlessFlink(application);
    const found = application.operations.find(({ OperationId }) => OperationId === input.OperationId);
    if (found === undefined) {
      throw new AwsException("ResourceNotFoundException", `Operation ${input.OperationId} not found.`);
    }
    const { OperationId: _, ...details } = found;
    return { ApplicationOperationInfoDetails: details };
  },
};

function findApplication(
  store: Store,
  accountRegion: AccountRegion,
  { ApplicationName }: Input,
): Application {
  const application = store.find(accountRegion, String(ApplicationName));
  if (application === undefined) {
    throw new AwsException("ResourceNotFoundException", `Application ${ApplicationName} not found.`);
  }
  return application;
}

function refuseUnlessFlink({ ApplicationName, RuntimeEnvironment }: Application): void {
  if (!RuntimeEnvironment.startsWith("FLINK")) {
    throw new AwsException(
      "UnsupportedOperationException",
      `Application ${ApplicationName} runs ${RuntimeEnvironment}, which does not support this operation.`,
    );
  }
}

function toOperationInfo({
  ApplicationVersionChangeDetails: _,
  OperationFailureDetails: __,
  ...info
}: Application["operations"][number]) {
  return info;
}

function toSummary(application: Application) {
  const {
    ApplicationName,
    ApplicationARN,
    ApplicationStatus,
    ApplicationVersionId,
    RuntimeEnvironment,
    ApplicationMode,
  } = application;
  return {
    ApplicationName,
    ApplicationARN,
    ApplicationStatus,
    ApplicationVersionId,
    RuntimeEnvironment,
    ...(ApplicationMode === undefined ? {} : { ApplicationMode }),
  };
}
