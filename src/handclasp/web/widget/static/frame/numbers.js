// Numbers as a reader wants them.

/** 48214 → "48 214", in narrow spaces that do not break. */
export const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");
