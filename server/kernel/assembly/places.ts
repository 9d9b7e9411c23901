import { refuse } from "./host";
import { ABSENT_PLACE, NULL_PLACE } from "./columns";
import { PLAN_COLUMNS, PLAN_SIZES } from "./plan";

/** Bytes of a place: where a value starts and where it ends. */
export const PLACE: u32 = 8;

/** The columns of an image by its bitmap, each its size and the offset of its place; returns where the list ends. */
export function layOut(plan: u32, bits: u32, layout: u32): u32 {
  const columns = load<u32>(plan, PLAN_COLUMNS);
  const sizes = load<u32>(plan, PLAN_SIZES);
  let end = layout;
  for (let i: u32 = 0; i < columns; i++) {
    if (((load<u8>(bits + (i >> 3)) >> <u8>(i & 7)) & 1) == 0) continue;
    store<i32>(end, load<i32>(sizes + 4 * i));
    store<u32>(end, i * PLACE, 4);
    end += 8;
  }
  return end;
}

/** Marks all columns of an image as absent. */
export function forget(base: u32, columns: u32): void {
  for (let i: u32 = 0; i < columns; i++) store<u32>(base + i * PLACE, ABSENT_PLACE);
}

/** Finds where the columns of the image at `at` start and end; returns its end. */
export function locate(layout: u32, layoutEnd: u32, base: u32, at: u32, limit: u32): u32 {
  let from = at + (((layoutEnd - layout) / 8 + 7) >> 3);
  if (from > limit) refuse();
  let nulls = at;
  let bits: u32 = 0;
  let left: u32 = 0;
  for (let column = layout; column < layoutEnd; column += 8) {
    if (left == 0) {
      bits = load<u8>(nulls++);
      left = 8;
    }
    const isNull = bits & 1;
    bits >>= 1;
    left--;
    const place = base + load<u32>(column, 4);
    if (isNull) {
      store<u32>(place, NULL_PLACE);
      continue;
    }
    let size = load<i32>(column);
    if (size < 0) {
      const width = <u32>-size;
      if (width > limit - from) refuse();
      // The bytes behind are read too, and cut.
      size = load<i32>(from);
      if (width < 4) size &= (1 << (<i32>(width << 3))) - 1;
      from += width;
    }
    if (<u32>size > limit - from) refuse();
    store<u32>(place, from);
    from += <u32>size;
    store<u32>(place, from, 4);
  }
  return from;
}
