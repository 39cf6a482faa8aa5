/** A limit on everything: what a scenario or a fleet may hold at most. */
export const HOSTS_MAX = 100_000
export const GAMES_MAX = 5_000
export const SEGMENTS_MAX = 20_000
/** Ranges of one pool. */
export const RANGES_MAX = 256
/** VFs of one PF. */
export const VFS_MAX = 1_024
/** GPUs of one host. */
export const GPUS_MAX = 64
/** Network volumes attached on one host. */
export const VOLUMES_MAX = 1_024
/** Samples of one curve, measured or expanded: a year at one a minute, twice. */
export const SAMPLES_MAX = 1_100_000
/** Pods of one game at its peak. */
export const GAME_PODS_MAX = 500_000
/** Load readings, and rows of the recorded series, of one run. */
export const INSTANTS_MAX = 2_000_000
/** Samples of all shapes of a scenario after expansion. */
export const SAMPLES_TOTAL_MAX = 20_000_000
/** Of one amount: MiB of memory or disk, KiB/s of IO, of a host or a request. The engine's rows are 32-bit, signed. */
export const AMOUNT_MAX = 2_147_483_647
/** Images of one scenario, layers of one image, and periods of its delivery. */
export const IMAGES_MAX = 1_000
export const LAYERS_MAX = 127
export const PERIODS_MAX = 100
