const CAP_PERCENT = 10;

/** Adds the discount to a cart. */
export function transform(input) {
  return { ...input, discount_percent: Math.min(discountFor(input.total), CAP_PERCENT) };
}

/** A step begins above its limit: exactly 50 and exactly 200 still belong to the step below. */
function discountFor(total) {
  if (total > 200) return 10;
  if (total > 50) return 5;
  return 0;
}
