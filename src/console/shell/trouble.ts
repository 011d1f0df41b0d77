/** What is wrong with the receiver itself, whatever page is looked at. */
import { createContext, useContext } from 'react'

export interface Trouble {
  readonly text: string
  /** Page that says more; null: there is none. */
  readonly link: string | null
}

/** The verdict of `Now`, as the stream of news tells it. */
export interface NowNews {
  readonly state: 'well' | 'needs'
  readonly since: string
  /** How many things need somebody. */
  readonly needs: number
  readonly trouble: readonly Trouble[]
}

/** Null: nobody has told yet. */
export const NowContext = createContext<NowNews | null>(null)

export function useNow(): NowNews | null {
  return useContext(NowContext)
}

/** @param data JSON, as an event of the stream has it */
export function readNow(data: string): NowNews {
  return JSON.parse(data) as NowNews
}
