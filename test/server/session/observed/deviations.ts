/** Where our server answers a probe otherwise than Java Canal on purpose: the one list, each with its reason. */
export interface Deviation {
  readonly probe: string;
  readonly ours: readonly string[];
  readonly reason: string;
}

const server400 = (text: string): string => `error 400: ‹channel text› CanalServerException: ${text}`;

export const DEVIATIONS: readonly Deviation[] = [
  {
    probe: "announces 1 GiB, sends nothing",
    ours: ["closed"],
    reason: "Frames of requests are bounded, so that no peer can make the server set memory aside.",
  },
  {
    probe:
      "timeout -2: nothing there, then less than a full batch, another client's try-get, its rollback, a third connection subscribes",
    ours: ["nothing", "nothing", "MESSAGES (no version) batchId=1 entries=6", "nothing", "10011803"],
    reason: "A get that waits holds up nobody else.",
  },
  {
    probe: "fetch -5, data there",
    ours: ["error 400: ‹channel text› SluiceException: FETCH_SIZE_INVALID: …"],
    reason: "The same code; the text says what is wrong instead of where Java stumbled.",
  },
  {
    probe: "acks and rollbacks out of order and in order",
    ours: [
      "ack -1: nothing",
      "ack of the second: error 400: ‹channel text› CanalMetaManagerException: batchId:2 is not the firstly:1",
      "ack of the first: nothing",
      `the same again: ${server400("ack error , clientId:1001 batchId:1 is not exist , please check")}`,
      `ack of 999: ${server400("ack error , clientId:1001 batchId:999 is not exist , please check")}`,
      "rollback of the third: error 400: ‹channel text› CanalMetaManagerException: batchId:3 is not the firstly:2",
      `rollback of -1: ${server400("rollback error, clientId:1001 batchId:-1 is not exist , please check")}`,
      "rollback of the second: nothing",
      "next get: 5: ROW 4 t2",
      "ack of that: nothing",
      "ack of the stale third: nothing",
      "ack of the stale fourth: nothing",
      `ack of the re-fetched: ${server400("ack error , clientId:1001 batchId:5 is not exist , please check")}`,
    ],
    reason:
      "A rollback of one batch takes back those behind it as well, and what is fetched again can be acked. In Canal it can't be before the " +
      "stale ones are, and its ack then moves the cursor backwards. Acks of the stale batches are still taken without a word.",
  },
  {
    probe: "two client ids take turns",
    ours: ["1: ROW 1 t | 1: ROW 1 t", "2: END | 2: END", "3: BEGIN | 3: BEGIN"],
    reason: "Each client id is a consumer of its own and gets everything; in Canal they take entries from each other.",
  },
  {
    probe: "two client ids: the second acks first, then the first, then the second rolls back and the first gets",
    ours: ["nothing", "nothing", "2: END"],
    reason: "Acks and rollbacks of one client id do not touch another.",
  },
  {
    probe: "a client's filter, then an empty one",
    ours: ["BEGIN, ROW 1 u, END, BEGIN, ROW 1 t, END"],
    reason: "A filter belongs to one client's subscription: an empty one takes it off again.",
  },
  {
    probe: "one client's filter and another client",
    ours: ["BEGIN, ROW 1 u, END, BEGIN, ROW 1 t, END"],
    reason: "A client's filter narrows the server's for that client alone; in Canal it replaces it for all.",
  },
  {
    probe: "a filter that is no expression",
    ours: ["error 400: ‹channel text› SluiceException: FILTER_BAD_EXPRESSION: …"],
    reason: "Canal accepts it and never delivers anything again.",
  },
  {
    probe: "after a restart behind an acked END: get without subscribe, then a row more",
    ours: ["", "BEGIN, ROW 1 t, END"],
    reason: "What was acked does not come again.",
  },
  {
    probe: "after a restart behind an acked DDL",
    ours: [""],
    reason: "What was acked does not come again.",
  },
];
