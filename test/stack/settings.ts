/** The n8n that `npm test` started. */
export function testN8n(): { url: string; apiKey: string; session: { email: string; password: string } } {
  return {
    url: required('MILLWRIGHT_TEST_N8N_URL'),
    apiKey: required('MILLWRIGHT_TEST_N8N_API_KEY'),
    session: {
      email: required('MILLWRIGHT_TEST_N8N_EMAIL'),
      password: required('MILLWRIGHT_TEST_N8N_PASSWORD'),
    },
  };
}

/** @throws Error saying how to run the tests, because a test that needs the real thing never passes without it. */
export function required(variable: string): string {
  const value = process.env[variable];
  if (!value)
    throw new Error(`${variable} is not set: run the tests with \`npm test\`, which starts what they need.`);
  return value;
}
