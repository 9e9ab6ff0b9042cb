/** State that one process at a time reads and changes: its leader. The others wait to take over. */
export interface LedState {
  /** Whether the next leader finds what was written. */
  readonly isDurable: boolean;
  /**
   * Becomes the leader, or stays it. Returns false if another process leads or may have led meanwhile, if the state was lost, or if
   * that is unknown. Does not throw.
   */
  readonly lead: () => Promise<boolean>;
  /** Whether another process led when `lead` was called last. */
  readonly isFollower: () => boolean;
  /** How soon `lead` must be called again to stay the leader, or to become it. Infinity if the process always leads. */
  readonly renewMs: number;
  /** Whether no other process can be the leader yet. */
  readonly isLeader: () => boolean;
  /** Returns all fields; null if they cannot be read. */
  readonly load: () => Promise<ReadonlyMap<string, unknown> | null>;
  /**
   * Changes fields, all or none; null removes one. Returns false if the process does not lead any more, or if it is unknown whether
   * the fields were changed.
   */
  readonly write: (changes: ReadonlyMap<string, unknown>) => Promise<boolean>;
  /** Lets another process take over at once. */
  readonly release: () => Promise<void>;
}

/** The state of a process without a shared tier. It is the only leader, and keeps nothing for later. */
export const localLedState: LedState = {
  isDurable: false,
  lead: async () => true,
  isFollower: () => false,
  renewMs: Number.POSITIVE_INFINITY,
  isLeader: () => true,
  load: async () => new Map(),
  write: async () => true,
  release: async () => {},
};
