/** The two workflows that are compared: Millwright's, and one written by hand for the same graph. */
export type Side = 'shipped' | 'byHand';

export const SIDES: readonly Side[] = ['byHand', 'shipped'];
export const BY_HAND_QUEUE = 'by-hand';
