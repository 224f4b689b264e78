const CAP_PERCENT = 10;

/** Adds the discount to a cart. */
export function transform(input) {
  return { ...input, discount_percent: Math.min(discountFor(input.total), CAP_PERCENT) };
}

function discountFor(total) {
  if (total >= 200) return 10;
  if (total > 50) return 5;
  return 0;
}
