import type { ErrorTable } from "./table.ts";

export const CONF_ERRORS = {
  CONF_FILE_UNREADABLE: {
    retriable: false,
    text: "a configuration file can't be read",
    help: "Check that the file exists and that this user may read it; --conf takes the path of canal.properties.",
  },
  CONF_BAD_ESCAPE: {
    retriable: false,
    text: "a \\u escape without four hexadecimal digits",
    help: "Write \\uXXXX, or \\\\u for a backslash before a u.",
  },
  CONF_UNKNOWN_KEY: {
    retriable: false,
    text: "unknown key",
    help: "Correct the name or remove the line; a name that another value refers to by ${name} is allowed.",
  },
  CONF_BAD_VALUE: {
    retriable: false,
    text: "a value is not what its key takes",
    help: "Write what `expected` says; a blank value stands for the default.",
  },
  CONF_DUPLICATE_KEY: {
    retriable: false,
    text: "a key is given more than once in one file; the last one counts",
    help: "Remove the other lines.",
  },
  CONF_NOT_BUILT: {
    retriable: false,
    text: "a key of Canal that is not built yet; its value is ignored",
    help: "See `instead`.",
  },
  CONF_NO_EFFECT: {
    retriable: false,
    text: "a key of Canal that changes nothing here",
    help: "See `instead`; the line may stay for Java servers that share the file.",
  },
  CONF_WRONG_FILE: {
    retriable: false,
    text: "a key of the server in a destination's file is ignored",
    help: "Move it to canal.properties.",
  },
  CONF_TRAP: {
    retriable: false,
    text: "a setting that may not do what it seems to",
    help: "See `note`.",
  },
  CONF_UNRESOLVED_REFERENCE: {
    retriable: false,
    text: "a value refers to a name that is set nowhere",
    help: "Set it by -D, by an environment variable or in the file, or write ${name:} where blank is meant.",
  },
  CONF_REFERENCE_CYCLE: {
    retriable: false,
    text: "values refer to each other in a circle",
    help: "Give one of the keys in `path` a value of its own.",
  },
  CONF_DEADLOCK: {
    retriable: false,
    text: "two sizes that make a server wait for itself",
    help: "Make canal.instance.memory.buffer.size at least as large as canal.instance.transaction.size.",
  },
  CONF_OPEN_LISTENER: {
    retriable: false,
    text: "a server without password may listen on loopback only",
    help: "Set canal.passwd (40 hexadecimal digits of SHA1(SHA1(password))), or set canal.ip to 127.0.0.1 or blank.",
  },
  CONF_USER_WITHOUT_PASSWORD: {
    retriable: false,
    text: "canal.user is set but canal.passwd is blank",
    help: "Set canal.passwd (SELECT SHA1(UNHEX(SHA1('password'))) gives it), or remove canal.user.",
  },
  CONF_BAD_ENCRYPTED_PASSWORD: {
    retriable: false,
    text: "canal.instance.dbPassword can't be decrypted with canal.instance.pwdPublicKey",
    help: "Encrypt the password again with Druid's ConfigTools and copy both values, or set canal.instance.enableDruid=false.",
  },
  CONF_NO_DESTINATION: {
    retriable: false,
    text: "a destination has no instance.properties",
    help: "Create the file, or take the name out of canal.destinations.",
  },
  CONF_INVALID: {
    retriable: false,
    text: "the configuration has errors",
    help: "`sluice check --conf FILE` prints all of them with file and line.",
  },
  CONF_DATA_DIR_LOCKED: {
    retriable: false,
    text: "another server uses this data folder",
    help: "Stop the process that `holder` names, or give this server a canal.file.data.dir of its own.",
  },
  CONF_DATA_DIR_UNUSABLE: {
    retriable: true,
    text: "the data folder can't be made or written",
    help: "Give this user the right to write there, or set canal.file.data.dir to a folder where it may.",
  },
  SERVER_ADDRESS_UNAVAILABLE: {
    retriable: true,
    text: "an address to listen on can't be had",
    help: "Stop what listens there, or change the key that `key` names (and canal.ip if the host is not this machine's).",
  },
} as const satisfies ErrorTable;
