/** Shopify customer in, Klaviyo profile out. */
export function transform(input) {
  return {
    external_id: String(input.id),
    email: input.email.trim().toLowerCase(),
    first_name: nameOf(input.first_name),
    last_name: nameOf(input.last_name),
    phone: phoneOf(input.phone),
    accepts_marketing: input.email_marketing_consent?.state === 'subscribed',
    total_spent: Number(input.total_spent),
  };
}

function nameOf(name) {
  return (name ?? '').trim();
}

/** Without spaces, hyphens and parentheses; null when nothing is left. */
function phoneOf(phone) {
  return (phone ?? '').replace(/[\s()-]/g, '') || null;
}
