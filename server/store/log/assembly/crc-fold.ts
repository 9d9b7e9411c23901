/**
 * Folds a stretch of blocks of 128 bytes into one block that has the same CRC-32C. AssemblyScript, compiled into `generated/` by `npm run kernel`. The
 * memory's layout, and why this is right, is in `crc-fold.ts`.
 */

/** 32 tables of sixteen bytes: for a lane's byte k its low half and its high half, what each adds to the lane's four bytes. */
const TABLES: usize = 0x1000;
const STATE: usize = 0x1800;
const IN: usize = 0x2000;

// @inline
function added(low: v128, high: v128, byte: usize, to: usize): v128 {
  return v128.xor(
    i8x16.swizzle(v128.load(TABLES + (byte * 8 + to) * 16), low),
    i8x16.swizzle(v128.load(TABLES + (byte * 8 + 4 + to) * 16), high),
  );
}

/** Sixteen lanes at once; the bytes of each lie 32 apart. */
function lanes(begin: usize, blocks: i32, first: v128, into: usize): void {
  const half = v128.splat<u8>(0x0f);
  let at = begin;
  let s0 = first;
  let s1 = v128.load(at, 32);
  let s2 = v128.load(at, 64);
  let s3 = v128.load(at, 96);
  for (let i = 1; i < blocks; i++) {
    at += 128;
    let low = v128.and(s0, half);
    let high = v128.and(v128.shr<u16>(s0, 4), half);
    let a0 = v128.xor(added(low, high, 0, 0), v128.load(at));
    let a1 = v128.xor(added(low, high, 0, 1), v128.load(at, 32));
    let a2 = v128.xor(added(low, high, 0, 2), v128.load(at, 64));
    let a3 = v128.xor(added(low, high, 0, 3), v128.load(at, 96));
    low = v128.and(s1, half);
    high = v128.and(v128.shr<u16>(s1, 4), half);
    a0 = v128.xor(a0, added(low, high, 1, 0));
    a1 = v128.xor(a1, added(low, high, 1, 1));
    a2 = v128.xor(a2, added(low, high, 1, 2));
    a3 = v128.xor(a3, added(low, high, 1, 3));
    low = v128.and(s2, half);
    high = v128.and(v128.shr<u16>(s2, 4), half);
    a0 = v128.xor(a0, added(low, high, 2, 0));
    a1 = v128.xor(a1, added(low, high, 2, 1));
    a2 = v128.xor(a2, added(low, high, 2, 2));
    a3 = v128.xor(a3, added(low, high, 2, 3));
    low = v128.and(s3, half);
    high = v128.and(v128.shr<u16>(s3, 4), half);
    s0 = v128.xor(a0, added(low, high, 3, 0));
    s1 = v128.xor(a1, added(low, high, 3, 1));
    s2 = v128.xor(a2, added(low, high, 3, 2));
    s3 = v128.xor(a3, added(low, high, 3, 3));
  }
  v128.store(into, s0);
  v128.store(into, s1, 32);
  v128.store(into, s2, 64);
  v128.store(into, s3, 96);
}

/** Of at least one block at IN, its first four bytes changed by `register`; the block that they come to is at STATE. */
export function fold(blocks: i32, register: u32): void {
  const changed = v128.replace_lane<i32>(v128.splat<i32>(0), 0, register);
  lanes(IN, blocks, v128.xor(v128.load(IN), changed), STATE);
  lanes(IN + 16, blocks, v128.load(IN + 16), STATE + 16);
}
