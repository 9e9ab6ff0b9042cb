import type { DocumentNode } from "graphql";
import { Kind, TokenKind } from "graphql";
import { LRUCache } from "lru-cache";
import {
  bytesPerCharacter,
  bytesPerComment,
  bytesPerPlannedField,
  bytesPerToken,
  documentOverheadBytes,
  maxDocumentStoreBytes,
  maxPlansPerOperation,
} from "./constants.js";
import { conditionsOf } from "./used-variables.js";

export type DocumentStore = ReturnType<typeof createDocumentStore>;

/**
 * Creates a store for parsed and validated documents, by the hash of their text. It replaces Apollo Server's, which keeps invalid
 * and too large operations as well, and counts neither the text nor the tokens that a document refers to.
 */
export function createDocumentStore(maxBytes = maxDocumentStoreBytes) {
  const documents = new LRUCache<string, DocumentNode>({
    maxSize: maxBytes,
    // A few huge documents must not replace all others.
    maxEntrySize: maxBytes / 32,
  });
  return {
    find: (hash: string): DocumentNode | undefined => documents.get(hash),

    /**
     * Keeps a document whose operation may be executed. `fields` is the number of its fields, including those of each fragment
     * spread. A document with several operations is not kept: explorers send them, and each would have plans of its own.
     */
    keep(hash: string, document: DocumentNode, fields: number): void {
      const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
      if (operations.length > 1 || documents.has(hash)) return;
      documents.set(hash, document, { size: bytesOf(document, fields) });
    },
  };
}

/** Estimates the memory of a document, its text, its tokens and everything that is cached for its operation. */
function bytesOf(document: DocumentNode, fields: number): number {
  const plans = conditionsOf(document).size === 0 ? 1 : maxPlansPerOperation;
  return documentOverheadBytes + documentBytes(document) + fields * plans * bytesPerPlannedField;
}

/** Estimates the memory of a document with its text and its tokens. */
export function documentBytes(document: DocumentNode): number {
  const characters = document.loc?.source.body.length ?? 0;
  let tokenBytes = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined)
    tokenBytes += token.kind === TokenKind.COMMENT ? bytesPerComment : bytesPerToken;
  return Math.ceil(characters * bytesPerCharacter + tokenBytes);
}
