import { SluiceError } from "../../proto/error.ts";

/** Which consumer is meant, for the admin socket. Throws CLIENT_BAD_OPTION. */
export function consumerArguments(
  destination: string,
  { client }: { readonly client?: string },
): { readonly destination: string; readonly client: number | undefined } {
  if (client !== undefined && !/^-?\d{1,5}$/.test(client)) {
    throw new SluiceError("CLIENT_BAD_OPTION", { option: "client", takes: "a client id", got: client });
  }
  return { destination, client: client === undefined ? undefined : Number(client) };
}
