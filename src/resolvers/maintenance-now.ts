import { Args, Authorized, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { ResolverContext } from "../context.js";
import { requireFirst } from "../domain/lists/page-size.js";
import type { Scope } from "../domain/permissions.js";
import type * as candidates from "../domain/verdict/candidates.js";
import {
  defaultAnswerSize,
  defaultCountedCertainties,
  maxAnswerSize,
  maxMissingInformation,
} from "../domain/verdict/constants.js";
import type * as missing from "../domain/verdict/missing-information.js";
import type { VerdictQuestion } from "../domain/verdict/verdict-plan.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { MaintenanceAt } from "../inventory/inventory.js";
import { AssumedSize, SizedByFirst } from "../schema/federation-directives.js";
import type { LiveMaintenanceNowArguments } from "../schema/maintenance-now.js";
import {
  AnswerSizeArguments,
  MaintenanceNow,
  MaintenanceNowArguments,
  MaintenanceReason,
  MissingInformation,
} from "../schema/maintenance-now.js";
import { MaintenanceWindow } from "../schema/maintenance-window.js";
import { DateTime } from "../schema/scalars.js";

@Resolver(() => MaintenanceNow)
export class MaintenanceNowResolver {
  @Authorized<Scope>("maintenance:read")
  @Query(() => MaintenanceNow, {
    description:
      "Whether there is maintenance at one instant, by default now, or in the period that follows (`lasting`). `GET /gate` gives the same answer to tools without GraphQL.",
  })
  maintenanceNow(
    @Args(() => MaintenanceNowArguments) question: MaintenanceNowArguments,
    @Ctx() { inventory }: ResolverContext,
  ): Promise<MaintenanceAt> {
    return inventory.maintenanceAt({ ...questionOf(question), at: question.at ?? null });
  }

  @FieldResolver(() => DateTime, { description: "Instant that the answer is about." })
  at(@Root() { at }: MaintenanceNow, @Ctx() context: ResolverContext): Date {
    return at ?? context.now;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      "First instant at which the same question gives CLEAR, according to the schedules; `at` if it is CLEAR already. Windows that overlap, or follow each other without enough time between them, count as one. Null if information is missing, if maintenance is under way (nobody knows its end), or if the windows never leave enough time.",
  })
  clearAt(@Root() { at, verdict, clearAt }: MaintenanceNow, @Ctx() context: ResolverContext): Date | null {
    // The time of the request, declared as such.
    return at === null && verdict === "CLEAR" ? context.now : clearAt();
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description:
      "First instant after `at` at which the schedules change the verdict. It does not foresee that somebody changes a window, that maintenance that is under way ends, or that a source becomes readable. Null if maintenance is under way, or if nothing changes.",
  })
  nextChangeAt(@Root() { nextChangeAt }: MaintenanceNow): Date | null {
    return nextChangeAt();
  }

  @SizedByFirst(maxAnswerSize)
  @FieldResolver(() => [MaintenanceReason], {
    description:
      "Those of `windows` that count, in the same order. Some can come from data that is older than you accept: see `missing`. Alone, they do not make the verdict IN_MAINTENANCE.",
  })
  reasons(
    @Root() { reasons }: MaintenanceNow,
    @Args(() => AnswerSizeArguments) { first }: AnswerSizeArguments,
  ): readonly candidates.MaintenanceReason[] {
    return firstOf(() => reasons, first);
  }

  @AssumedSize("MISSING_INFORMATION")
  @FieldResolver(() => [MissingInformation], {
    description: `Information that could change the verdict, but is missing: the first ${maxMissingInformation} entries. If the verdict is CLEAR, nothing is missing.`,
  })
  missing(@Root() { missing }: MaintenanceNow): readonly missing.MissingInformation[] {
    return missing.slice(0, maxMissingInformation);
  }

  @FieldResolver(() => Int, { description: "Number of all entries of `windows`." })
  totalCount(@Root() { windowCount }: MaintenanceNow): number {
    return windowCount;
  }

  @SizedByFirst(maxAnswerSize)
  @FieldResolver(() => [MaintenanceWindow], {
    description:
      "All windows that are open, open within `lasting`, or are under way, whether they count or not. They are ordered by certainty (UNDERWAY, DECLARED, POSSIBLE), then in the order in which they close. If `totalCount` is larger, `maintenanceWindows` with a filter returns all of them in pages. Time-dependent fields of a window, such as `status`, use the time of the request unless you pass them an instant.",
  })
  windows(
    @Root() { windows }: MaintenanceNow,
    @Args(() => AnswerSizeArguments) { first }: AnswerSizeArguments,
  ): readonly ScheduledWindow[] {
    return firstOf(windows, first);
  }
}

/** Returns the question that the arguments ask about the time of the request. */
export function questionOf({
  lasting,
  filter,
  countedCertainties,
  maxAge,
}: LiveMaintenanceNowArguments): VerdictQuestion {
  return {
    at: null,
    lasting: lasting ?? null,
    filter: filter ?? {},
    countedCertainties: countedCertainties ?? defaultCountedCertainties,
    maxAge: maxAge ?? null,
  };
}

/** Returns the first entries. Throws a ValidationError if `first` is out of range. */
function firstOf<Entry>(entries: () => readonly Entry[], first: number | null | undefined): readonly Entry[] {
  const size = first ?? defaultAnswerSize;
  requireFirst(size, maxAnswerSize);
  return size === 0 ? [] : entries().slice(0, size);
}
