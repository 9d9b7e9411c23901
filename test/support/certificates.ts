import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface Certificate {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority of a test's own, made by the openssl program in a folder of the caller's. */
export class CertificateAuthority {
  readonly ca: string;
  readonly #key: string;
  readonly #folder: string;

  private constructor(folder: string, name: string) {
    this.#folder = folder;
    this.ca = join(folder, `${name}.pem`);
    this.#key = join(folder, `${name}-key.pem`);
  }

  static async create(folder: string, name: string): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority(folder, name);
    await openssl(
      "req",
      "-x509",
      ...newKey(authority.#key),
      "-subj",
      `/CN=${name}`,
      "-days",
      "30",
      "-out",
      authority.ca,
    );
    return authority;
  }

  /** Signs a certificate for these subject alternative names: `DNS:localhost`, `IP:127.0.0.1`. */
  async sign(name: string, ...alternativeNames: readonly string[]): Promise<Certificate> {
    const place = (suffix: string): string => join(this.#folder, `${name}${suffix}`);
    const [cert, key, request, extensions] = [place(".pem"), place("-key.pem"), place(".csr"), place(".ext")];
    await openssl("req", ...newKey(key), "-subj", `/CN=${name}`, "-out", request);
    const names = alternativeNames.length === 0 ? "" : `subjectAltName=${alternativeNames.join(",")}\n`;
    await writeFile(extensions, `basicConstraints=CA:FALSE\n${names}`);
    const issuer = ["-CA", this.ca, "-CAkey", this.#key, "-CAcreateserial"];
    await openssl("x509", "-req", "-in", request, ...issuer, "-days", "30", "-extfile", extensions, "-out", cert);
    // Old servers read the traditional form only.
    await openssl("rsa", "-in", key, "-traditional", "-out", key);
    return { cert, key };
  }
}

function newKey(path: string): readonly string[] {
  return ["-newkey", "rsa:2048", "-nodes", "-sha256", "-keyout", path];
}

async function openssl(...args: readonly string[]): Promise<void> {
  await run("openssl", args);
}
