// Numbers as a reader wants them.

/** 48214 → "48 214", in spaces that do not break. */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
