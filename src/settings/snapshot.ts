/**
 * The settings as receivers read them: Start nodes, aliases and variables at one revision. Types and pure look-ups only.
 * Also imported by the settings workflow, so: no library, no node built-in.
 */
import type { SealedText } from '../process/sealed-text.ts'

/** Another URL that is accepted for a process or alias, kept as the hash of its path. */
export interface AcceptedUrl {
  /** Lower-case hex SHA-256 of the whole path. */
  readonly pathHash: string
  /** ISO time after which it is refused; null: no end. */
  readonly until: string | null
  readonly note: string
}

/** What a request must prove besides its signature. Each text may hold `{{env_var[@name].key}}` references. */
export type Auth =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly user: SealedText; readonly pass: SealedText }
  | { readonly type: 'header'; readonly name: string; readonly value: SealedText }

/** What an operator sets about the intake of a process. */
export interface Intake {
  /** True: accepted deliveries wait in the inbox. */
  readonly paused: boolean
  /** Rate limit, deliveries per second and receiver; null: none. */
  readonly perSecond: number | null
  /** Source addresses or CIDR ranges that may call; empty: all. */
  readonly sources: readonly string[]
  /** Answer to an authentic body that can't become a task; null: as the Start node in code says. */
  readonly answerInvalid: 'error' | 'ok' | null
  /** `mpo`: business errors on HTTP 200, as MPO answers them. */
  readonly answers: 'http' | 'mpo'
  /** Each task starts so many ms after its delivery; 0: at once. */
  readonly startDelayMs: number
}

/** What an operator switched for one Start node. */
export interface StartNodeState {
  /** 32 hex, drawn anew by every enable and rotate; null: the direct URL is off. */
  readonly generation: string | null
  readonly accepted: readonly AcceptedUrl[]
  readonly auth: Auth
  readonly intake: Intake
  /** Revision in which `paused` of the intake was last signed; missing: never. */
  readonly pauseRevision?: number
}

/** A name that points at a process, with a direct URL of its own. Auth and intake are those of its process. */
export interface AliasState {
  readonly title: string
  /** Null: unlinked, its URLs are refused. */
  readonly process: string | null
  readonly generation: string | null
  readonly accepted: readonly AcceptedUrl[]
}

/** A variable, `{{env_var[@name]}}`. */
export interface VariableState {
  /** `{{env_var[id]}}`; never given to another variable. */
  readonly id: number
  readonly type: 'raw' | 'json'
  /** True: its value never comes back out to people. */
  readonly secret: boolean
  readonly value: SealedText
}

/** The settings of a namespace at one revision. */
export interface SettingsSnapshot {
  /** Random, drawn once when the settings are created; a receiver never follows another one by itself. */
  readonly settingsId: string
  /** Grows by one with every change. */
  readonly revision: number
  /** By process id. */
  readonly startNodes: Readonly<Record<string, StartNodeState>>
  /** By alias, without its `@`. */
  readonly aliases: Readonly<Record<string, AliasState>>
  /** By name, without the `@`. */
  readonly variables: Readonly<Record<string, VariableState>>
  readonly nextVariableId: number
}

/** A snapshot as an older version made it, or a test: what it lacks is given by `completeSnapshot`. */
export type PartialSnapshot = Pick<SettingsSnapshot, 'settingsId' | 'revision'> & {
  readonly startNodes: Readonly<
    Record<string, Pick<StartNodeState, 'generation' | 'accepted'> & Partial<StartNodeState>>
  >
} & Partial<Omit<SettingsSnapshot, 'startNodes'>>

export const DEFAULT_INTAKE: Intake = Object.freeze({
  paused: false,
  perSecond: null,
  sources: [],
  answerInvalid: null,
  answers: 'http',
  startDelayMs: 0,
})

export const NO_AUTH: Auth = Object.freeze({ type: 'none' })

/** Of a process the settings do not know: its direct URL is off. */
const UNKNOWN: StartNodeState = Object.freeze({
  generation: null,
  accepted: [],
  auth: NO_AUTH,
  intake: DEFAULT_INTAKE,
})

/**
 * Gives a snapshot what it lacks.
 *
 * @example completeSnapshot({ settingsId: 'x', revision: 0, startNodes: {} }).nextVariableId // 1
 */
export function completeSnapshot(snapshot: PartialSnapshot): SettingsSnapshot {
  const startNodes = Object.entries(snapshot.startNodes).map(
    ([process, state]) =>
      [process, { ...UNKNOWN, ...state, intake: { ...DEFAULT_INTAKE, ...state.intake } }] as const,
  )
  return {
    aliases: {},
    variables: {},
    nextVariableId: 1,
    ...snapshot,
    startNodes: Object.fromEntries(startNodes),
  }
}

/** The state of one Start node; a process the settings do not know has its direct URL off and no auth. */
export function startNodeState(snapshot: SettingsSnapshot, process: string): StartNodeState {
  return Object.hasOwn(snapshot.startNodes, process)
    ? (snapshot.startNodes[process] as StartNodeState)
    : UNKNOWN
}

/** The state of one alias, named without its `@`; null: there is none. */
export function aliasState(snapshot: SettingsSnapshot, alias: string): AliasState | null {
  return Object.hasOwn(snapshot.aliases, alias) ? (snapshot.aliases[alias] as AliasState) : null
}
