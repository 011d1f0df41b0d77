import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Installed, isExecutable } from './install-temporal.ts'

/**
 * Lets the Temporal SDK download its dev server into the state directory, once; the last way, for machines without
 * Python. The SDK downloads only while starting a server, so one is started and stopped again.
 */
export async function downloadTemporal(options: {
  readonly stateDir: string
  readonly onProgress: (text: string) => void
}): Promise<Installed> {
  const downloadDir = join(options.stateDir, 'temporal-sdk')
  const there = await findDownloaded(downloadDir)
  if (there) return { binary: there }
  try {
    options.onProgress("Downloading the Temporal dev server with the SDK's own download ...")
    await mkdir(downloadDir, { recursive: true })
    const { TestWorkflowEnvironment } = await import('@temporalio/testing')
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'cached-download', downloadDir, ttl: '365 days' } },
    })
    await environment.teardown()
    const binary = await findDownloaded(downloadDir)
    return binary ? { binary } : { tried: ["the SDK's own download: it left no binary"] }
  } catch (error) {
    return { tried: [`the SDK's own download: ${(error as Error).message.split('\n')[0]}`] }
  }
}

async function findDownloaded(directory: string): Promise<string | null> {
  const names = await readdir(directory).catch(() => [])
  for (const name of names) {
    const file = join(directory, name)
    if (name.startsWith('temporal') && !name.endsWith('.downloading') && (await isExecutable(file)))
      return file
  }
  return null
}
