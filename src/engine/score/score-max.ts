/** Every score runs from 0 to this, as an integer; profiles multiply it by integer weights. */
export const SCORE_MAX = 100
