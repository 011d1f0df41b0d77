/** Signals that came without a letter, as the bare `temporal` command sends them: for the nodes that wait. */
export const inClear: {
  /** True while the handler of such a signal runs. */
  arrives: boolean
  /** Names of the signals that a node judges now; others in clear reach nobody. */
  readonly judged: Set<string>
} = { arrives: false, judged: new Set() }
