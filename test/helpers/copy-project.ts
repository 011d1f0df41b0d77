import { cp, mkdtemp, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = new URL('../../', import.meta.url)
const PARTS = ['bin', 'src', 'workflows', 'activities', 'test/helpers', 'package.json', 'tsconfig.json']

/** A copy of this project for tests that write into it; dependencies are linked. @returns its folder */
export async function copyProject(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'startnode-project-'))
  for (const part of PARTS)
    await cp(fileURLToPath(new URL(part, PROJECT)), join(folder, part), { recursive: true })
  await cp(fileURLToPath(new URL('test/workflows', PROJECT)), join(folder, 'test/workflows'), {
    recursive: true,
  })
  await symlink(fileURLToPath(new URL('node_modules', PROJECT)), join(folder, 'node_modules'))
  return folder
}
