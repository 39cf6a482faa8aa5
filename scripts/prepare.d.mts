/** The types of prepare.mjs for the tests, which are checked; the scripts, which run before all else, are not. */
export const CHROMIUM: string
export const HEADLESS_CHROMIUM: string
