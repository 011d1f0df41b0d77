/** Builds and packs this project in a copy, so that no dist/ stands in the checkout while other tests run. */
import { execFile, execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'

/** @returns the path of the tarball; the built copy is beside it */
export async function buildPackage(folder: string): Promise<string> {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  })
  for (const file of files.split('\0')) {
    if (file === '' || file.startsWith('test/') || !existsSync(file)) continue
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(file, join(folder, file))
  }
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  leaveTypesUnchecked(join(folder, 'tsconfig.build.json'))
  // The console as it is built for somebody who waits: the same files, packed less tightly
  await runIn(folder, 'npm', ['run', 'build', '--', '--mode', 'quick'])
  const name = await runIn(folder, 'npm', ['pack', '--silent'])
  return join(folder, name.trim())
}

/** `npm run typecheck` has seen these very files; what is written is the same, in half of the time. */
function leaveTypesUnchecked(file: string): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as { compilerOptions: object }
  config.compilerOptions = { ...config.compilerOptions, noCheck: true }
  writeFileSync(file, JSON.stringify(config))
}

/** @throws Error with what it printed */
export async function runIn(
  cwd: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(command, [...args], { cwd, env, maxBuffer: 10_000_000 })
    return stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`)
  }
}
