/** A user as the emulator stores it. */
export interface User {
  readonly id: string;
  /** Null until the user accepts the invitation. */
  readonly name: string | null;
  readonly email: string;
  readonly status: "Active" | "Pending" | "Disabled";
  readonly isServiceAccount: boolean;
}

/** The service account that owns the keys of all clients. */
export const currentUser = "5b8c1f1e-0000-4000-8000-00000000e401";

/** Colleagues who created and changed the seed's windows. */
export const colleague = "5b8c1f1e-0000-4000-8000-00000000a001";
export const formerColleague = "5b8c1f1e-0000-4000-8000-00000000a002";

/** Returns the seed's users: active, deactivated and invited ones, and a service account. */
export function seedUsers(): readonly User[] {
  return [
    userOf(colleague, "Ada Okafor", "ada.okafor@company.example"),
    { ...userOf(formerColleague, "Ben Castillo", "ben.castillo@company.example"), status: "Disabled" },
    {
      ...userOf("5b8c1f1e-0000-4000-8000-00000000a003", null, "new.colleague@company.example"),
      status: "Pending",
    },
    { ...userOf(currentUser, "Maintenance gateway", "maintenance-gateway"), isServiceAccount: true },
  ];
}

/** Returns users for load tests, named `Load user 00001` and so on. */
export function loadUsers(from: number, count: number): readonly User[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(from + index + 1).padStart(5, "0");
    return userOf(loadUserId(from + index + 1), `Load user ${number}`, `load-${number}@company.example`);
  });
}

export function loadUserId(number: number): string {
  return `5b8c1f1e-0000-4000-8000-1${String(number).padStart(11, "0")}`;
}

function userOf(id: string, name: string | null, email: string): User {
  return { id, name, email, status: "Active", isServiceAccount: false };
}

/** Returns a user as Datadog's API does. */
export function toUserResource({ id, name, email, status, isServiceAccount }: User) {
  return {
    type: "users",
    id,
    attributes: {
      name,
      handle: email,
      created_at: "2026-01-05T09:30:00.000000+00:00",
      modified_at: "2026-01-05T09:30:00.000000+00:00",
      email,
      icon: "",
      title: null,
      verified: status !== "Pending",
      service_account: isServiceAccount,
      disabled: status === "Disabled",
      allowed_login_methods: [],
      status,
    },
    relationships: {
      roles: { data: [] },
      org: { data: { type: "orgs", id: "5b8c1f1e-0000-4000-8000-0000000000f1" } },
    },
  };
}

/** Returns a page of users, with the parameters and the form of Datadog's list; null if a parameter is invalid. */
export function pageOfUsers(users: readonly User[], query: URLSearchParams) {
  const size = Number(query.get("page[size]") ?? 10);
  const number = Number(query.get("page[number]") ?? 0);
  if (!(Number.isInteger(size) && size >= 1 && size <= 100)) return null;
  if (!(Number.isInteger(number) && number >= 0)) return null;
  const page = users.slice(number * size, (number + 1) * size);
  return {
    meta: { page: { total_filtered_count: users.length, total_count: users.length } },
    data: page.map(toUserResource),
  };
}
