import type { AdminParts } from '../admin-parts.ts'
import type { Endpoint } from '../serve/endpoint.ts'
import { createGiveWay } from '../serve/give-way.ts'
import { aliasEndpoints } from './alias-endpoints.ts'
import { answerTimesEndpoint } from './answer-times-endpoint.ts'
import { codecEndpoints } from './codec-endpoints.ts'
import { eventEndpoints } from './event-endpoints.ts'
import { importEndpoints } from './imports/import-endpoints.ts'
import { versionEndpoints } from './imports/version-endpoints.ts'
import { nowEndpoints } from './now-endpoints.ts'
import { operationEndpoints } from './operation-endpoints.ts'
import { processEndpoints } from './process-endpoints.ts'
import { quarantineBulkEndpoints } from './quarantine-bulk-endpoints.ts'
import { quarantineEndpoints } from './quarantine-endpoints.ts'
import { countEndpoints } from './receiver/count-endpoints.ts'
import { heldEndpoints } from './receiver/held-endpoints.ts'
import { inboxEndpoints } from './receiver/inbox-endpoints.ts'
import { requestEndpoints } from './request-endpoints.ts'
import { scheduleEndpoints } from './schedules/schedule-endpoints.ts'
import { settingsEndpoints } from './settings-endpoints.ts'
import { taskEndpoints } from './task-endpoints.ts'
import { bulkEndpoints } from './tasks/bulk-endpoints.ts'
import { taskOutcomeEndpoints } from './tasks/task-outcome-endpoints.ts'
import { urlEndpoints } from './url-endpoints.ts'
import { variableEndpoints } from './variable-endpoints.ts'
import { webhookEndpoints } from './webhook-endpoints.ts'

/** All endpoints but log-in and reference, in the order of the reference. */
export function createEndpoints(parts: AdminParts): Endpoint[] {
  const giveWay = createGiveWay()
  return [
    ...processEndpoints(parts),
    ...taskOutcomeEndpoints(parts),
    ...webhookEndpoints(parts, giveWay),
    ...importEndpoints(parts),
    ...versionEndpoints(parts),
    ...aliasEndpoints(parts),
    ...urlEndpoints(parts),
    ...variableEndpoints(parts),
    ...requestEndpoints(parts),
    answerTimesEndpoint(parts),
    ...countEndpoints(parts),
    ...quarantineEndpoints(parts, giveWay),
    ...quarantineBulkEndpoints(parts),
    ...taskEndpoints(parts),
    ...nowEndpoints(parts),
    ...bulkEndpoints(parts),
    ...inboxEndpoints(parts),
    ...heldEndpoints(parts),
    ...scheduleEndpoints(parts),
    ...operationEndpoints(parts),
    ...settingsEndpoints(parts),
    ...eventEndpoints(parts),
    ...codecEndpoints(parts),
  ]
}
