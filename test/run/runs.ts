/** Random runs per guarantee in `npm test`; `MILLWRIGHT_TEST_RUNS=20000` for a night. */
export const RUNS = Number(process.env['MILLWRIGHT_TEST_RUNS'] ?? 250);
