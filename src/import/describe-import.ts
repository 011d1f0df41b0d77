import type { PreparedImport } from './prepare-import.ts'
import type { SettledSettings } from './settle-settings.ts'
import type { WrittenProcess } from './write-import.ts'

/** What is left to do after an import, for people, in the order to do it. Pure. */
export function describeImport(
  { variables, aliases, reads }: Pick<PreparedImport, 'variables' | 'aliases' | 'reads'>,
  done: SettledSettings & { readonly imported: readonly WrittenProcess[] },
): string[] {
  const next: string[] = []
  for (const { name, secret, value } of variables)
    if (secret || value === null)
      next.push(`To be set: startnode variable set ${name}${secret ? ' --secret' : ''}`)
  const brought = new Set([...done.variables, ...variables.map(({ name }) => name)])
  const missing = reads.filter((name) => !brought.has(name))
  if (missing.length > 0)
    next.push(
      `Read by it and not in the export: ${missing.map((name) => `@${name}`).join(', ')}. What is not set here (startnode variable list) is an empty text: startnode variable set <name> [--secret]`,
    )
  if (aliases.length > 0 && done.aliases.length === 0)
    next.push('The aliases of the export were not created: --aliases does, or the tick in the console.')
  const [first] = done.imported
  if (first !== undefined)
    next.push(
      `Next: startnode dev takes it over by itself; elsewhere start worker and receiver again, since they read workflows/ when they start. startnode enable ${first.process} prints a direct URL for it.`,
    )
  return next
}
