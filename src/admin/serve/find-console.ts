/**
 * Where the built console is: beside the compiled code (`npm run build`), else built on the first request into the
 * cache of npm, by its content. Building is another process with low priority: the event loop belongs to the webhooks.
 */
import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { StartnodeError } from '../../errors/startnode-error.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const isCompiled = import.meta.url.endsWith('.js')
const BUILD_WITHIN_MS = 180_000

/**
 * The folder with index.html and assets/.
 *
 * @throws StartnodeError `not_ready` when it is not built and can not be built here
 */
export async function findConsole(): Promise<string> {
  const built = join(root, 'console')
  if (isCompiled && existsSync(join(built, 'index.html'))) return built
  const source = join(root, 'src/console')
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  if (isCompiled || !existsSync(source) || !existsSync(vite)) {
    throw new StartnodeError('not_ready', 'The console is not built: npm run build')
  }
  const cache = join(root, 'node_modules/.cache/startnode-console')
  const folder = join(cache, await hashOf(source))
  if (!existsSync(join(folder, 'index.html'))) await build({ source, vite, cache, folder })
  return folder
}

/** Builds aside and moves: two receivers of one clone may do so at once, and a build that dies leaves nothing. */
async function build(paths: { source: string; vite: string; cache: string; folder: string }): Promise<void> {
  const { source, vite, cache, folder } = paths
  const aside = join(cache, `building-${randomBytes(6).toString('hex')}`)
  await mkdir(cache, { recursive: true })
  try {
    await runQuietly([
      vite,
      'build',
      '--config',
      join(source, 'vite.config.ts'),
      '--outDir',
      aside,
      '--mode',
      'quick',
      '--logLevel',
      'error',
    ])
    await rename(aside, folder).catch((error: NodeJS.ErrnoException) => {
      // The other one was first, with the same content
      if (!existsSync(join(folder, 'index.html'))) throw error
    })
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

function runQuietly(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NODE_ENV: 'production' }
    const child = execFile(
      process.execPath,
      args,
      { env, timeout: BUILD_WITHIN_MS },
      (error, _out, stderr) => {
        if (error === null) resolve()
        else
          reject(
            new StartnodeError(
              'not_ready',
              `The console could not be built: ${stderr.trim() || error.message}`,
            ),
          )
      },
    )
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL)
  })
}

/** Of every source file and the locked packages, so that the cache is right after a change of either. */
async function hashOf(source: string): Promise<string> {
  const hash = createHash('sha256')
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  for (const file of [...files.sort(), join(root, 'package-lock.json')]) {
    hash.update(`${file.slice(root.length)}\0`).update(await readFile(file))
  }
  return hash.digest('hex').slice(0, 16)
}
