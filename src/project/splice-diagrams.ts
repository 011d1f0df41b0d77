import { SPLICED_DIAGRAMS, type SplicedDiagrams } from '../process/diagram/spliced-diagrams.ts'

/**
 * Puts diagrams into the code of a workflow bundle, as text: they are parsed when the first task needs them.
 *
 * @param code of `bundleWorkflowCode`; a source map at its end stays there
 * @example const code = spliceDiagrams(bundle.code, { '1668282-create-user': { '0123456789abcdef': json } })
 */
export function spliceDiagrams(code: string, diagrams: SplicedDiagrams): string {
  const line = `\nglobalThis[${JSON.stringify(SPLICED_DIAGRAMS)}] = ${JSON.stringify(diagrams)};\n`
  const map = code.lastIndexOf('\n//# sourceMappingURL=')
  return map < 0 ? code + line : code.slice(0, map) + line + code.slice(map + 1)
}
