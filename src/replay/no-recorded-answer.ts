/** `error.details.error_code` of the answer to a request of which there is no recording. */
export const NO_RECORDED_ANSWER = 'no_recorded_answer';
