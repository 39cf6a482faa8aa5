/** In `Frame.loadPercent`: no reading. */
export const LOAD_UNKNOWN = 255

/** What a record of the timeline can be: events first, then decisions. */
export const RECORD_KINDS = [
  'asked',
  'resize-asked',
  'release-asked',
  'move-asked',
  'ready',
  'host-lost',
  'host-recovered',
  'cordon',
  'uncordon',
  'place',
  'resize',
  'migrate',
  'release',
  'refuse',
] as const

/** The series that are recorded of every game as well; they mean there what `SERIES` means of the run. */
export const GAME_SERIES = [
  'players',
  'playersServed',
  'cpusRequested',
  'cpusUsedMilli',
  'podsPlaced',
  'podsReady',
] as const
