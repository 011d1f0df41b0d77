/** Starts PostgreSQL and Temporal and says where, until it is killed (ends-all.test.ts). */
import { createComposition } from './compose/composition.ts'

const composition = await createComposition()
await composition.up('temporal')
await composition.part('temporal').untilHealthy()
const pids = ['postgres', 'temporal'].map((name) => composition.part(name).pid())
process.stdout.write(`${JSON.stringify({ folder: composition.folder, pids })}\n`)
