/** What the kernel leaves to the code around it: every place that is rare, or that has an error to tell. */

/** The event is not for the kernel: throws in the host, and nothing of what was written counts. */
export declare function refuse(): void;

/** Writes a value by the codec that the host has for this column of the plan, before `pos`; returns where its text begins. */
export declare function hostValue(column: u32, start: u32, end: u32, pos: u32): u32;

/** An opaque value inside of a JSON document. */
export declare function hostOpaque(start: u32, end: u32, pos: u32): u32;

export declare function hostDouble(value: f64, pos: u32): u32;

export declare function hostFloat(value: f32, pos: u32): u32;
