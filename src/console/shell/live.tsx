/** One stream of news for the whole console. While there is none, what is looked at is asked for every few seconds. */
import type { ReactNode } from 'react'
import { LiveContext } from '../api/live-context.ts'

export function Live({ children }: { children: ReactNode }) {
  return <LiveContext value={false}>{children}</LiveContext>
}
