/**
 * The kernel's memory, which is of a fixed size, so that the host's views of it last: tables, what goes in, places of columns, what comes out, plans.
 * Around what is read or written sixteen bytes at a time there is room for as many more.
 */

/** Room that 16-byte loads and stores may touch beyond what they are for. */
export const SLACK: u32 = 64;

/** Static data of the compiler ends below. */
export const TABLES: u32 = 0x1000;
/** What a call returns beside its result: the number of rows. */
export const RESULT: u32 = 0x2000;
/** Bitmaps of the columns that the images have, before and after. */
export const BEFORE_BITS: u32 = 0x2100;
export const AFTER_BITS: u32 = 0x2400;
/** Columns of a table at most: what a bitmap has room for. */
export const MOST_COLUMNS: u32 = 4096;
/** The layouts of the two images: size and place of each column that they have. */
export const BEFORE_LAYOUT: u32 = 0x4000;
export const AFTER_LAYOUT: u32 = 0xc000;
/** Of each written column of the row at hand, what is known of its after value. */
export const AFTER_VALUES: u32 = 0x14000;
export const IN: u32 = 0x40000 + SLACK;
export const IN_SIZE: u32 = 0x40000 - 2 * SLACK;
/** Where each column of each image stands: two words. */
export const PLACES: u32 = 0x80000;
export const PLACES_END: u32 = 0x180000;
export const OUT: u32 = 0x180000 + SLACK;
export const OUT_END: u32 = 0x380000 - SLACK;
export const PLANS: u32 = 0x380000 + SLACK;
export const PLANS_END: u32 = 0x800000;
