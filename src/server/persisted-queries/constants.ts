/** Fixed limits for persisted queries. */

/** Maximum memory of the operations that clients have registered. */
export const maxRegisteredQueryBytes = 8 * 1024 * 1024;

/** Estimated memory of an entry, apart from its texts. */
export const registeredQueryOverheadBytes = 300;
