/** Diagrams as a worker has them in its bundle: workflow type, version, canonical form as JSON text. */
export type SplicedDiagrams = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Name of the global that holds them. */
export const SPLICED_DIAGRAMS = '__startnodeDiagrams'
