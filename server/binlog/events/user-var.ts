import type { EventHeader, UserVarEvent } from "../event.ts";
import type { ByteReader } from "../reader.ts";
import { decodeStatementText } from "../statement-text.ts";
import { asBuffer, binaryText } from "../text.ts";
import { decimalText } from "./user-var-decimal.ts";

const TYPES = new Map<number, UserVarEvent["valueType"]>([
  [0, "STRING"],
  [1, "REAL"],
  [2, "INT"],
  [4, "DECIMAL"],
]);
const UNSIGNED = 1;

/**
 * `u32 name length, name, u8 is NULL, [u8 type (0 string, 1 double, 2 integer, 4 decimal), u32 collation, u32 length, value, u8 flags (1 unsigned)]`.
 * A string that can't be decoded comes as one character per byte.
 */
export function decodeUserVar(header: EventHeader, reader: ByteReader): UserVarEvent {
  const nameLength = reader.u32();
  if (nameLength > reader.remaining) throw reader.badLength(`name of ${nameLength} bytes`);
  const name = reader.utf8(nameLength);
  if (reader.u8() !== 0) return { kind: "user-var", header, name, value: undefined, valueType: "STRING" };
  const code = reader.u8();
  const valueType = TYPES.get(code);
  if (valueType === undefined) throw reader.corrupt(`value type ${code}`);
  const collation = reader.u32();
  const length = reader.u32();
  if (length > reader.remaining) throw reader.badLength(`value of ${length} bytes`);
  const value = reader.part(length);
  const flags = reader.remaining > 0 ? reader.u8() : 0;
  return {
    kind: "user-var",
    header,
    name,
    value: valueText(valueType, value, collation, flags),
    valueType,
  };
}

function valueText(type: UserVarEvent["valueType"], value: ByteReader, collation: number, flags: number): string {
  switch (type) {
    case "STRING": {
      const bytes = value.take(value.remaining);
      return decodeStatementText(collation, bytes) ?? binaryText(bytes);
    }
    case "REAL":
      return String(asBuffer(value.take(8)).readDoubleLE(0));
    case "INT": {
      const number = value.u64Big();
      return String((flags & UNSIGNED) === 0 ? BigInt.asIntN(64, number) : number);
    }
    case "DECIMAL":
      return decimalText(value, value.u8(), value.u8());
    default:
      return type satisfies never;
  }
}
