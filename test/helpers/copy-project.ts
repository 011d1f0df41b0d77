import { cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = new URL('../../', import.meta.url)
const PARTS = ['bin', 'src', 'workflows', 'activities', 'test/helpers', 'package.json', 'tsconfig.json']

/**
 * A copy of this project for tests that write into it; dependencies are linked.
 *
 * @param options.processes false: none of its own, which are a third of what its workers load and bundle (default: true)
 * @returns its folder
 */
export async function copyProject({
  processes = true,
}: {
  readonly processes?: boolean
} = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'startnode-project-'))
  for (const part of PARTS)
    await cp(fileURLToPath(new URL(part, PROJECT)), join(folder, part), { recursive: true })
  await cp(fileURLToPath(new URL('test/workflows', PROJECT)), join(folder, 'test/workflows'), {
    recursive: true,
  })
  if (!processes) await removeProcesses(join(folder, 'workflows'))
  await symlink(fileURLToPath(new URL('node_modules', PROJECT)), join(folder, 'node_modules'))
  return folder
}

async function removeProcesses(workflows: string): Promise<void> {
  for (const name of await readdir(workflows))
    if (name !== 'index.ts') await rm(join(workflows, name), { recursive: true })
  const index = join(workflows, 'index.ts')
  const engine = (await readFile(index, 'utf8')).split('\n').filter((line) => !line.includes("'./"))
  await writeFile(index, engine.join('\n'))
}
