/** The little of WebAssembly that is used here: its types come with those of browsers. */
interface WebAssembly {
  validate(bytes: Uint8Array): boolean;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** The exports of a module; undefined where the runtime was started without WebAssembly, or the machine lacks what the module needs. */
export function instantiate(bytes: Uint8Array, imports: object = {}): unknown {
  const api = (globalThis as { readonly WebAssembly?: WebAssembly }).WebAssembly;
  if (api?.validate(bytes) !== true) return undefined;
  return new api.Instance(new api.Module(bytes), imports).exports;
}
