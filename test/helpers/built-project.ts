/**
 * This project as it is installed: compiled once in a run of the tests, since on a Node that reads no TypeScript each program
 * that does it by itself takes twice the processor. Without the console.
 */
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, symlinkSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { BUNDLE_FOLDER } from './bundle-folder.ts'

const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
let own: string | undefined

/** @returns a folder whose `bin/startnode.js` runs what is compiled */
export async function buildProject(): Promise<string> {
  own ??= process.env[BUNDLE_FOLDER] ?? mkdtempSync(join(tmpdir(), 'startnode-built-'))
  const folder = join(own, 'built')
  if (existsSync(folder)) return folder
  const aside = `${folder}.${process.pid}`
  mkdirSync(aside, { recursive: true })
  cpSync(join(PROJECT, 'bin'), join(aside, 'bin'), { recursive: true })
  cpSync(join(PROJECT, 'package.json'), join(aside, 'package.json'))
  symlinkSync(join(PROJECT, 'node_modules'), join(aside, 'node_modules'))
  const tsc = join(PROJECT, 'node_modules', '.bin', 'tsc')
  const small = ['--declaration', 'false', '--sourceMap', 'false']
  await promisify(execFile)(tsc, ['-p', 'tsconfig.build.json', '--outDir', join(aside, 'dist'), ...small], {
    cwd: PROJECT,
  })
  // Another file of the tests may have been quicker
  await rename(aside, folder).catch(async (error: unknown) => {
    if (!existsSync(folder)) throw error
    await rm(aside, { recursive: true })
  })
  return folder
}
