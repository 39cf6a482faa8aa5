/** One value put into a scenario in place of what its file says: `fleet.hostGroups.south-tioga.count` to 25. */
export interface Setting {
  /** Keys below `spec`, joined by dots; an item of a list by its name, or by its number from 0. */
  readonly path: string
  /** As YAML writes it. */
  readonly value: string
}
