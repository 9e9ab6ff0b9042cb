/** Fixed limits of the replica that sends notifications. */

/** Fields of one write, about 0.7 MB. A larger one could take longer than a command may. Changes that belong together exceed it. */
export const maxFieldsPerWrite = 1_000;
