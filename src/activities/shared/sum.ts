import { SUM, type SumResult } from '../../process/ids/shared-names.ts'
import { queryShared, type SharedWorkflow, updateIdOf, updateShared } from './shared-workflow.ts'

/** Activities of the nodes `sum` and `readSum`. */
export interface SumActivities {
  sum(name: string, key: string, amount: string | number): Promise<SumResult>
  readSum(name: string): Promise<SumResult>
}

export const sumActivities: SumActivities = {
  sum: (name, key, amount) => updateShared(sumOf(name), 'add', updateIdOf(key), amount),
  readSum: async (name) => (await queryShared<SumResult>(sumOf(name), 'total')) ?? { total: '0', count: 0 },
}

function sumOf(name: string): SharedWorkflow {
  return { workflowType: SUM.workflowType, workflowId: `${SUM.prefix}${name}` }
}
