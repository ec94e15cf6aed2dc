/** The share of intervals that are to hold the truth. */
export const LEVEL = 0.8;
/** Standard errors to either side that make such an interval. */
export const Z_80 = 1.281_551_565_5;
