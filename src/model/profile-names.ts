/** Names of the profiles, as requests and options write them; `engine/profiles.ts` says what each does. */
export const PROFILE_NAMES = ['pack', 'spread'] as const
