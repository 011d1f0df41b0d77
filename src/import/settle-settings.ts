/** What an import puts into the settings: secrets that left the files, credentials of Start nodes, variables, aliases. */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { ReadAlias, ReadVariable } from '../diagram/read/read-names.ts'
import { openText } from '../keys/sealed-text.ts'
import { isShortName, isVariableName } from '../process/ids/short-name.ts'
import type { SecretChangeOptions, SettingsChanges } from '../settings/settings-changes.ts'
import { aliasState, type SettingsSnapshot, startNodeState } from '../settings/snapshot.ts'
import type { PlannedProcess } from './plan-import.ts'

export interface SettledSettings {
  /** Variables that were set, without `@`. */
  readonly variables: readonly string[]
  /** Processes whose Start node asks for the credentials it had in MPO. */
  readonly auth: readonly string[]
  /** Aliases that were created, without `@`; their direct URLs are off. */
  readonly aliases: readonly string[]
  /** What was left as it is, and why. */
  readonly left: readonly string[]
}

export interface ToSettle {
  readonly planned: readonly PlannedProcess[]
  readonly variables: readonly ReadVariable[]
  /** [] when none are to be created. */
  readonly aliases: readonly ReadAlias[]
}

/** True when an import has something for the settings, so that they must be reachable. */
export function needsSettings({ planned, variables, aliases }: ToSettle): boolean {
  return planned.some(({ secrets }) => secrets.size > 0) || variables.some(isSettable) || aliases.length > 0
}

/** In constant time. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}

/** Visible ones with a value and a name that a variable can have here. */
export function isSettable({ name, secret, value }: ReadVariable): boolean {
  return !secret && value !== null && isVariableName(name)
}

/**
 * Brings the settings up to an import. Opens nothing: aliases get no direct URL, and what is there already stays, but for the
 * secrets of the process itself.
 */
export async function settleSettings(
  settings: SettingsChanges & { read(): Promise<SettingsSnapshot | null> },
  { planned, variables, aliases }: ToSettle,
  options: SecretChangeOptions,
): Promise<SettledSettings> {
  const before = await settings.read()
  const done = {
    variables: [] as string[],
    auth: [] as string[],
    aliases: [] as string[],
    left: [] as string[],
  }
  const findVariable = (name: string) => {
    const known =
      before !== null && Object.hasOwn(before.variables, name) ? before.variables[name] : undefined
    if (known === undefined) return undefined
    return { isHidden: known.secret, clear: openText(options.encryptionKeys, known.value) }
  }
  for (const [name, { value, secret: hidden }] of planned.flatMap(({ secrets }) => [...secrets])) {
    const known = findVariable(name)
    const isKept = known !== undefined && known.isHidden === hidden && isEqual(known.clear, value)
    if (isKept) continue
    await settings.setVariable(name, { type: 'raw', secret: hidden, value }, options)
    done.variables.push(name)
  }
  for (const { name, type, value } of variables.filter(isSettable)) {
    if (findVariable(name) !== undefined || done.variables.includes(name))
      done.left.push(`The variable ${name} is there already: its value stays`)
    else {
      await settings.setVariable(name, { type, secret: false, value: value ?? '' }, options)
      done.variables.push(name)
    }
  }
  for (const { process, auth } of planned) {
    if (auth === null) continue
    if (before !== null && startNodeState(before, process).auth.type !== 'none')
      done.left.push(`${process} asks for credentials already: they stay`)
    else {
      await settings.setAuth(process, { type: 'basic', ...auth }, options)
      done.auth.push(process)
    }
  }
  const pointed = new Map<string, string>()
  for (const { name, title, target } of aliases) {
    const process = planned.find(({ mpoId }) => mpoId !== null && mpoId === target)?.process
    const known = before === null ? null : aliasState(before, name)
    if (!isShortName(name)) done.left.push(`'${name}' can be no alias: it is left out`)
    else if (process === undefined)
      done.left.push(
        `The alias ${name} points at ${target ?? 'nothing'}, which is not imported: it is left out`,
      )
    else if (pointed.has(name)) {
      if (pointed.get(name) !== process)
        done.left.push(
          `The alias ${name} points at ${pointed.get(name)}, and at ${process} as well: that is left out`,
        )
    } else if (known !== null) {
      if (known.process !== process)
        done.left.push(
          `The alias ${name} is there and points at ${known.process ?? 'nothing'}: \`startnode alias link ${name} ${process}\` points it here`,
        )
    } else {
      await settings.createAlias(name, { title: title || name, process }, options)
      done.aliases.push(name)
      pointed.set(name, process)
    }
  }
  return done
}
