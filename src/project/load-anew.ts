/** Modules are loaded once in a process; here those of `workflows/` are loaded anew after a change, with all they import there. */
import * as modules from 'node:module'

const CHANGE = 'startnode-change'

type Resolve = (specifier: string, context?: object) => { url: string }
interface SyncHooks {
  /** Not there before Node 22.15. */
  readonly registerHooks?: (hooks: {
    resolve(specifier: string, context: { readonly parentURL?: string | undefined }, next: Resolve): object
  }) => unknown
}

/** Hands the mark of a module on to what it imports below the folder. Runs on a thread of its own, so that it knows nothing of ours. */
const ASYNC_HOOKS = `
let folder
export function initialize(data) { folder = data.folder }
export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context)
  const mark = context.parentURL?.startsWith(folder) ? /[?&](${CHANGE}=\\w+)/.exec(context.parentURL)?.[1] : undefined
  if (mark === undefined || !resolved.url.startsWith(folder) || resolved.url.includes('${CHANGE}=')) return resolved
  return { ...resolved, url: resolved.url + (resolved.url.includes('?') ? '&' : '?') + mark }
}`

const followed = new Set<string>()

/**
 * The address by which a module is loaded as it is after a change.
 *
 * @param file of the module
 * @param folder what it imports from there is loaded anew too; with a trailing slash
 * @param change letters and digits: the same ones give the same module again
 * @example const { default: startNode } = await import(anew(file, WORKFLOWS_DIR, digest))
 */
export function anew(file: URL, folder: URL, change: string): string {
  if (!followed.has(folder.href)) {
    followed.add(folder.href)
    follow(folder.href)
  }
  return `${file.href}?${CHANGE}=${change}`
}

function follow(folder: string): void {
  const { registerHooks } = modules as SyncHooks
  if (registerHooks === undefined) {
    modules.register(`data:text/javascript,${encodeURIComponent(ASYNC_HOOKS)}`, {
      parentURL: import.meta.url,
      data: { folder },
    })
    return
  }
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      const from = context.parentURL?.startsWith(folder) ? context.parentURL : ''
      const mark = new RegExp(`[?&](${CHANGE}=\\w+)`).exec(from)?.[1]
      if (mark === undefined || !resolved.url.startsWith(folder) || resolved.url.includes(`${CHANGE}=`))
        return resolved
      return { ...resolved, url: `${resolved.url}${resolved.url.includes('?') ? '&' : '?'}${mark}` }
    },
  })
}
