import { type ComponentType, type LazyExoticComponent, lazy } from 'react'
import { ChunkError } from './chunk-error.ts'
import { findServedBuild, runningBuild } from './find-served-build.ts'

/** Where a tab remembers for which build it has reloaded: two receivers of two versions would send it to and fro. */
const RELOADED_FOR = 'startnode-reloaded-for'

/**
 * A component that comes when it is first shown, within a `Suspense`. After an upgrade of the receiver its file is gone, as
 * is the rest of the old build: the page is then loaded anew, once.
 *
 * @throws ChunkError where it is shown, when it does not come
 * @example const DoctorPage = loadLater(async () => (await import('./doctor-page.tsx')).DoctorPage)
 */
export function loadLater<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  return lazy(async () => {
    try {
      return { default: await load() }
    } catch (error) {
      return recover(error)
    }
  })
}

async function recover(error: unknown): Promise<never> {
  const served = await findServedBuild()
  if (served === null) throw new ChunkError('The receiver does not answer', { cause: error })
  if (served === runningBuild())
    throw new ChunkError(error instanceof Error ? error.message : String(error), { cause: error })
  if (sessionStorage.getItem(RELOADED_FOR) === served)
    throw new ChunkError('Receivers of different versions answer at this address', { cause: error })
  sessionStorage.setItem(RELOADED_FOR, served)
  window.location.reload()
  // Nothing more is drawn of the old build
  return new Promise(() => undefined)
}
