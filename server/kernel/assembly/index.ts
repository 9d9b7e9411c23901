export { plainRows } from "./rows";
export { updateRows } from "./update-rows";
export { AFTER_BITS, BEFORE_BITS, IN, IN_SIZE, MOST_COLUMNS, OUT, OUT_END, PLANS, PLANS_END, RESULT } from "./memory";
