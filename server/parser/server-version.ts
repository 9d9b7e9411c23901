/** `10.11.19-MariaDB-log` as 101119, `9.7.4` as 90704; undefined for a text that begins otherwise. MariaDB's replication prefix `5.5.5-` is none of it. */
export function versionNumber(text: string): number | undefined {
  const match = /^(?:5\.5\.5-(?=\d+\.))?(\d+)\.(\d+)\.(\d+)/.exec(text);
  if (match === null) return undefined;
  const [, major, minor, patch] = match.map(Number);
  return (major as number) * 10_000 + (minor as number) * 100 + (patch as number);
}
