/** Everything below this belongs to the admin API. */
export const ADMIN_PREFIX = '/__stand-ins';

/** `/__case/<key>/<integration>/…` makes a request belong to one case. */
export const CASE_PREFIX = '/__case/';

/** Says that this is Millwright's stand-in server and no other program on the same port. */
export const SERVICE_NAME = 'millwright-stand-ins';
