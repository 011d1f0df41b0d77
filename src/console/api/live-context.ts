import { createContext, useContext } from 'react'

/** True while the receiver tells of news by itself. */
export const LiveContext = createContext(false)

export function useIsLive(): boolean {
  return useContext(LiveContext)
}
