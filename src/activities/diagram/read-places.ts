import { ApplicationFailure } from '@temporalio/activity'

/** Half of what a worker runs at once (`maxConcurrentWorkflowTaskExecutions`, also Temporal's default): the others can answer. */
const MOST = 20
/** A crowd comes again bit by bit. Milliseconds, longer than what `readForDiagram` waits out in its place. */
const AGAIN_MS = { least: 1_000, most: 3_000 }

/** Does `work`, when there is a place for it. */
export type ReadPlaces = <Result>(work: () => Promise<Result>) => Promise<Result>

/**
 * Makes the places of one worker for reads that other tasks must answer.
 *
 * A local activity keeps its task among those that the worker runs at once, and the task that is to answer must be among them,
 * too: if all were readers, they would wait for each other for ever. So who finds no place fails, is not there for a while (its retry
 * is a timer, `localRetryThreshold`), and comes again.
 *
 * @example const inPlace = createReadPlaces(); await inPlace(() => readTask(read, ports))
 */
export function createReadPlaces(most = MOST): ReadPlaces {
  let taken = 0
  return async (work) => {
    if (taken >= most)
      throw ApplicationFailure.create({
        message: `${most} tasks of this worker are reading other tasks: it comes again`,
        type: 'reads_crowded',
        nextRetryDelay: AGAIN_MS.least + Math.random() * (AGAIN_MS.most - AGAIN_MS.least),
      })
    taken += 1
    try {
      return await work()
    } finally {
      taken -= 1
    }
  }
}
