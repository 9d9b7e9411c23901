import { type Pair, pairAt } from "./entry-reader-pair.ts";
import type { Wire } from "./entry-reader-wire.ts";
import type { Int64 } from "./protobuf.ts";

/** `TransactionBegin` and `TransactionEnd` (canal-protocol 1.5); fields that the one at hand does not have read as 0 and "". */
export class TransactionReader {
  /** Of a begin: the connection that ran the transaction. */
  readonly threadId: Int64;
  /** Of an end: the transaction's number in the storage engine. */
  readonly transactionId: string;
  /** No server sends it. */
  readonly executeTime: Int64;
  readonly props: readonly Pair[];

  constructor(wire: Wire) {
    let threadId: Int64 = 0;
    let transactionId = "";
    let executeTime: Int64 = 0;
    const props: Pair[] = [];
    while (wire.pos < wire.end) {
      const tag = wire.tag();
      if (tag === 0x08) executeTime = wire.int64();
      else if (tag === 0x12) transactionId = wire.text();
      else if (tag === 0x1a) props.push(pairAt(wire));
      else if (tag === 0x20) threadId = wire.int64();
      else wire.skip(tag);
    }
    this.threadId = threadId;
    this.transactionId = transactionId;
    this.executeTime = executeTime;
    this.props = props;
  }
}
