import type { Diagram } from '../diagram.ts'
import { inspectText } from '../language/index.ts'
import { listTexts } from './list-texts.ts'

/** Short names of the variables that a process reads by their names, without `@`, each once, in order. */
export function listVariables({ nodes }: Diagram): string[] {
  const names = nodes
    .flatMap(listTexts)
    .filter(({ text }) => text.includes('{{'))
    .flatMap(({ text, functions }) => inspectText(text, { functions }).references)
    .flatMap((reference) =>
      reference.kind === 'variable' && reference.name !== null ? reference.name.replace(/^@/, '') : [],
    )
  return [...new Set(names)].sort()
}
