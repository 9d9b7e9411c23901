const VERSION = 1;

/** Data of a parent node, as JSON with the version that wrote it. */
export function encodeVersioned(value: { readonly epoch: string }): Buffer {
  return Buffer.from(JSON.stringify({ version: VERSION, ...value }));
}

/** Undefined where it is nothing that this version wrote; `isWhole` looks at what is not the same everywhere. */
export function decodeVersioned<Value extends { readonly epoch: string }>(
  data: Buffer,
  isWhole: (value: Value) => boolean,
): Value | undefined {
  try {
    const value = JSON.parse(data.toString()) as Value & { readonly version: number };
    return value.version === VERSION && /^\d+$/.test(value.epoch) && isWhole(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
