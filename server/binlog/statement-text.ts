import { isAscii, isUtf8 } from "node:buffer";
import { charsetOfCollation, decodeCharset } from "./charset.ts";
import { binaryText, utf8Text } from "./text.ts";

/**
 * Text of a statement or user variable whose client's collation has this id. Undefined when the set is unknown or the bytes are not valid in
 * it. A client that says "binary" means UTF-8 in practice.
 */
export function decodeStatementText(collationId: number, bytes: Uint8Array): string | undefined {
  const charset = charsetOfCollation(collationId);
  switch (charset) {
    case undefined:
      return undefined;
    case "utf8mb4":
    case "utf8mb3":
    case "binary":
      return isUtf8(bytes) ? utf8Text(bytes) : undefined;
    case "ascii":
      return isAscii(bytes) ? binaryText(bytes) : undefined;
    default:
      return decodeCharset(charset, bytes);
  }
}
