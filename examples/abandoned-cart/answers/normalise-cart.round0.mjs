const DEFAULT_CURRENCY = 'CHF';

/** Shopify checkout in, cart out. */
export function transform(input) {
  const items = (input.line_items ?? []).map(({ sku, quantity, price }) => ({ sku, quantity, price: Number(price) }));
  return {
    cart_id: String(input.id),
    email: input.email || null,
    consent: input.buyer_accepts_marketing ?? false,
    currency: input.currency ?? DEFAULT_CURRENCY,
    items,
    total: totalOf(items),
  };
}

/** Whole cents are added: sums of fractions like 0.1 would drift. */
function totalOf(items) {
  const cents = items.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0);
  return cents / 100;
}
