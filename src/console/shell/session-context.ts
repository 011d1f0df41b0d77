import { createContext, useContext } from 'react'
import type { Role, Session } from '../api/views.ts'

export interface SessionControl extends Session {
  /** @param everywhere true: every session of this user at this receiver */
  logOut(everywhere: boolean): Promise<void>
}

export const SessionContext = createContext<SessionControl | null>(null)

/** Who is logged in. Only within the frame, where somebody is. */
export function useSession(): SessionControl {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('Nobody is logged in here')
  return session
}

const ORDER: readonly Role[] = ['viewer', 'operator', 'editor']

/** Why the one logged in may not do what needs this role; null: they may. */
export function useLack(needed: Role): string | null {
  const { role } = useSession()
  return ORDER.indexOf(role) >= ORDER.indexOf(needed) ? null : `Needs the role ${needed}; yours is ${role}`
}
