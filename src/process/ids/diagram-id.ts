/** How a process that is imported from MPO is called here, and how its contents are told apart. */
import { hash } from 'node:crypto'
import { isProcessId } from './process-id.ts'

/** Most characters of a process id. */
const MAX = 64

/**
 * The process id of an imported process: MPO's id and the title it had at its first import. Later imports find it by MPO's id, so
 * that a new title changes nothing.
 *
 * @example diagramIdOf('1668282', 'Loan: approved (v2)') // '1668282-loan-approved-v2'
 */
export function diagramIdOf(mpoId: string, title: string): string {
  const id = `${mpoId}-${slugOf(title) || 'process'}`
  return id.slice(0, MAX).replace(/-+$/, '')
}

/** A title as kebab-case; letters that are none of `a` to `z` count by what they are without their marks, or not at all. */
function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** MPO's id in a process id; null: it begins with none. */
export function mpoIdIn(process: string): string | null {
  return isProcessId(process) ? (/^\d+/.exec(process)?.[0] ?? null) : null
}

/**
 * What tells one content of a diagram from another: the first 16 hex of the SHA-256 of its text, in UTF-8.
 *
 * @example versionOf('{}') // '44136fa355b3678a'
 */
export function versionOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16)
}
