/** A file to be written: its path below the folder of the scenario, and its text. */
export interface ScenarioFileText {
  readonly path: string
  readonly text: string
}
