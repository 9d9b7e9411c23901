import { SluiceError } from "../../proto/error.ts";

/** What a client names: a destination, and the group of consumers in it that it belongs to ("" for Canal's own clients). */
export interface DestinationName {
  readonly destination: string;
  readonly group: string;
}

const GROUP = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$/;

/** Reads `example` or `example@group`. Throws GROUP_NAME_INVALID. */
export function parseDestinationName(name: string): DestinationName {
  const at = name.lastIndexOf("@");
  if (at < 0) return { destination: name, group: "" };
  const group = name.slice(at + 1);
  if (!GROUP.test(group)) throw new SluiceError("GROUP_NAME_INVALID", { destination: name.slice(0, 256) });
  return { destination: name.slice(0, at), group };
}
