import type { Credential } from './find-credentials.ts'

/** What a variable is to hold. Never to be printed. */
export interface TakenValue {
  readonly value: string
  /** False: it is used outside of API Calls too. */
  readonly secret: boolean
}

/** A process without its credentials. */
export interface TakenOut {
  readonly text: string
  /** By the name of the variable that stands for it, without `@`. */
  readonly secrets: ReadonlyMap<string, TakenValue>
}

/** Most characters of a variable's name. */
const MAX_NAME = 128

/**
 * Puts `{{env_var[@<process>-...]}}` in the place of each credential that can be taken out. The same value has one variable, and the
 * same text gives the same names each time, so that an import done twice writes the same file.
 *
 * @param process the process id, head of the names
 * @param credentials of `findCredentials(text)`
 */
export function takeOut(text: string, process: string, credentials: readonly Credential[]): TakenOut {
  const secrets = new Map<string, TakenValue>()
  const edits = new Map<number, { to: number; parts: { from: number; to: number; name: string }[] }>()
  for (const { place, name, value, secret } of credentials) {
    if (place === null) continue
    const variable = nameVariable(secrets, `${process}-${name}`, { value, secret })
    const edit = edits.get(place.token.from) ?? { to: place.token.to, parts: [] }
    edit.parts.push({ from: place.from, to: place.to, name: variable })
    edits.set(place.token.from, edit)
  }
  let clean = text
  for (const [from, { to, parts }] of [...edits].sort(([a], [b]) => b - a)) {
    let inner = JSON.parse(clean.slice(from, to)) as string
    for (const part of parts.sort((a, b) => b.from - a.from))
      inner = `${inner.slice(0, part.from)}{{env_var[@${part.name}]}}${inner.slice(part.to)}`
    clean = clean.slice(0, from) + JSON.stringify(inner) + clean.slice(to)
  }
  return { text: clean, secrets }
}

/** The name that has this value already, or the first that is free. */
function nameVariable(secrets: Map<string, TakenValue>, wanted: string, taken: TakenValue): string {
  const base = wanted
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/-+$/, '')
  for (const [name, known] of secrets) {
    if (known.value !== taken.value) continue
    secrets.set(name, { ...known, secret: known.secret && taken.secret })
    return name
  }
  for (let count = 1; ; count++) {
    const tail = count === 1 ? '' : `-${count}`
    const name = base.slice(0, MAX_NAME - tail.length) + tail
    if (secrets.has(name)) continue
    secrets.set(name, taken)
    return name
  }
}
