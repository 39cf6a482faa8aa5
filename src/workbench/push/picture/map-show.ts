/** What of a plan the map shows: the difference, the fleet as decided on, as it will be, or as observed now. */
export const MAP_SHOWS = ['change', 'before', 'after', 'now'] as const
export type MapShow = (typeof MAP_SHOWS)[number]
