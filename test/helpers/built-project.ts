/**
 * This project as it is installed: compiled once in a run of the tests, since on a Node that reads no TypeScript each program
 * that does it by itself takes twice the processor. With its bundle of workflows, as the container image has it; without the
 * console.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { BUNDLE_FOLDER } from './bundle-folder.ts'
import { plainEnv } from './child-process.ts'
import { makeOnce } from './make-once.ts'
import { thriftyLikeThis } from './thrifty-node.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
/** Of the campaigns of faults: two builds of one project. */
const CAMPAIGNS = ['test/faults/campaign-workflows', 'test/faults/campaign-workflows-next'] as const
/** Programs of tests that run in processes of their own. */
const PROGRAMS = ['test/faults/run-node-worker.ts']
const run = promisify(execFile)
let own: string | undefined

/** For WORKFLOW_BUNDLE of its workers: made by the command that the Dockerfile has. @param built of `buildProject` */
export const bundleOf = (built: string): string => join(built, 'workflow-bundle.json')

/** @returns a folder whose `bin/startnode.js` runs what is compiled */
export async function buildProject(): Promise<string> {
  own ??= process.env[BUNDLE_FOLDER] ?? mkdtempSync(join(tmpdir(), 'startnode-built-'))
  return makeOnce(join(own, 'built'), async (aside) => {
    await compileProject(PROJECT, aside)
    await bundle(aside, bundleOf(aside))
  })
}

/**
 * Compiles a project, without the console and without a bundle.
 *
 * @param project this one, or a copy that was changed
 * @param folder is made; its `bin/startnode.js` runs what is compiled
 */
export async function compileProject(project: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  cpSync(join(project, 'bin'), join(folder, 'bin'), { recursive: true })
  cpSync(join(project, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'))
  const tsc = join(PROJECT, 'node_modules', '.bin', 'tsc')
  const config = join(folder, 'tsconfig.json')
  writeFileSync(config, JSON.stringify(compiling(project, folder)))
  await run(tsc, ['-p', config])
}

/** A script of `PROGRAMS`, compiled. @param script from the folder of the project on */
export async function builtProgram(script: string): Promise<string> {
  return join(await buildProject(), 'dist', script.replace(/\.ts$/, '.js'))
}

/** A copy of it, for tests that write into it; its bundle holds there too. @returns its folder */
export async function copyBuilt(): Promise<string> {
  const built = await buildProject()
  // Beside it, since the bundle knows its sources by where they are from there
  const folder = mkdtempSync(`${built}-copy-`)
  cpSync(built, folder, { recursive: true, verbatimSymlinks: true })
  return folder
}

function compiling(project: string, folder: string): object {
  const own = ['src', 'workflows', 'workflows/**/*.example.json', 'activities', ...CAMPAIGNS, ...PROGRAMS]
  return {
    extends: join(PROJECT, 'tsconfig.build.json'),
    compilerOptions: {
      rootDir: project,
      outDir: join(folder, 'dist'),
      // What they would say, `npm run typecheck` says
      noCheck: true,
      // Nobody reads them here
      declaration: false,
      sourceMap: false,
    },
    include: own.map((path) => join(project, path)),
    exclude: [join(project, 'src/console')],
  }
}

/**
 * The compiled workflows of the campaigns of faults, and their bundle.
 *
 * @param built of `buildProject`
 * @param build of which of the two. Default: the first
 */
export async function buildCampaign(
  built: string,
  build: 0 | 1 = 0,
): Promise<{ workflows: string; bundle: string }> {
  const workflows = join(built, 'dist', CAMPAIGNS[build])
  const file = join(built, `campaign-bundle-${build}.json`)
  await makeOnce(file, (aside) => bundle(built, aside, { WORKFLOWS_DIR: workflows }))
  return { workflows, bundle: file }
}

async function bundle(built: string, file: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  const startnode = join(built, 'bin', 'startnode.js')
  await run(process.execPath, [...thriftyLikeThis(), startnode, 'bundle', '--out', file], {
    env: { ...plainEnv(), ...env },
  })
}
