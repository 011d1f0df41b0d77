/** What a user of the admin API may do; each role may all that the ones before it may. */
export const ROLES = ['viewer', 'operator', 'editor'] as const

/**
 * - `viewer` sees everything but secrets
 * - `operator` also pauses and resumes processes, tries them, and looks after tasks and the quarantine
 * - `editor` also changes settings, brings processes of MPO in and out, ends tasks, and sees direct URLs and credentials in full
 */
export type Role = (typeof ROLES)[number]

/** True when someone with the role `has` may do what `needed` is asked for. */
export function isAllowed(has: Role, needed: Role): boolean {
  return ROLES.indexOf(has) >= ROLES.indexOf(needed)
}
