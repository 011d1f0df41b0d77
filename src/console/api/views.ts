/** What the admin API answers, taken from its own schemas by type only: console and API can't drift apart. */
import type { z } from 'zod'
import type { aliasDetails, aliasRow } from '../../admin/endpoints/alias-endpoints.ts'
import type { answerTimesRow, answerTimesView } from '../../admin/endpoints/answer-times-endpoint.ts'
import type { versionsView } from '../../admin/endpoints/imports/version-endpoints.ts'
import type { auditEntry } from '../../admin/endpoints/operation-endpoints.ts'
import type { diagram, standing } from '../../admin/endpoints/process-endpoints.ts'
import type { entry, listed, quarantineResult } from '../../admin/endpoints/quarantine-endpoints.ts'
import type { countsView } from '../../admin/endpoints/receiver/count-endpoints.ts'
import type { heldView } from '../../admin/endpoints/receiver/held-endpoints.ts'
import type {
  foundRow,
  inboxFound,
  inboxStatus,
  inboxTrend,
  inboxWaiting,
} from '../../admin/endpoints/receiver/inbox-endpoints.ts'
import type { requestRow } from '../../admin/endpoints/request-endpoints.ts'
import type { firedView, nextView, scheduleView } from '../../admin/endpoints/schedules/schedule-view.ts'
import type { resetWrite } from '../../admin/endpoints/task-action-endpoints.ts'
import type { taskDetails } from '../../admin/endpoints/task-endpoints.ts'
import type { bulkView } from '../../admin/endpoints/tasks/bulk-input.ts'
import type { taskRow } from '../../admin/endpoints/tasks/task-filter-input.ts'
import type { taskCount, taskListPage } from '../../admin/endpoints/tasks/task-list-endpoints.ts'
import type { outcomes } from '../../admin/endpoints/tasks/task-outcome-endpoints.ts'
import type { sessionRow, userRow } from '../../admin/endpoints/user-endpoints.ts'
import type { variableView } from '../../admin/endpoints/variable-endpoints.ts'
import type { exampleView, previewView } from '../../admin/endpoints/webhook-endpoints.ts'
import type { doctorReport, finding } from '../../doctor/doctor-report.ts'
import type { CheckedView, importedView } from '../../import/import-view.ts'
import type { Need, NowView } from '../../now/need.ts'
import type { acceptedView } from '../../processes/accepted-view.ts'
import type { authInput, authView } from '../../processes/auth-view.ts'
import type { DifferenceView } from '../../processes/imported/draw-difference.ts'
import type { DrawnView } from '../../processes/imported/drawn-view.ts'
import type { endedCount, processDetails, processRow, urlsView } from '../../processes/process-view.ts'
import type { webhookView } from '../../processes/view-webhook.ts'
import type { TaskPage } from '../../tasks/page/task-page-view.ts'
import type { foreseenView } from '../../try/foreseen-view.ts'
import type { trialView } from '../../try/trial-view.ts'
import type { ROLES } from '../../users/role.ts'

export type Role = (typeof ROLES)[number]
export interface Session {
  readonly user: string
  readonly role: Role
}
export type ProcessRow = z.output<typeof processRow>
export type ProcessDetails = z.output<typeof processDetails>
export type DirectUrls = z.output<typeof urlsView>
export type AuthView = z.output<typeof authView>
export type AuthInput = z.input<typeof authInput>
export type AcceptedUrl = z.output<typeof acceptedView>
export type AliasRow = z.output<typeof aliasRow>
export type AliasDetails = z.output<typeof aliasDetails>
export type Variable = z.output<typeof variableView>
export interface Variables {
  readonly variables: readonly Variable[]
  readonly missing: readonly { readonly variable: string; readonly usedBy: string }[]
}
export type AuditEntry = z.output<typeof auditEntry>
export type InboxStatus = z.output<typeof inboxStatus>
export type InboxFound = z.output<typeof inboxFound>
export type FoundDelivery = z.output<typeof foundRow>
export type HeldView = z.output<typeof heldView>
export type InboxTrend = z.output<typeof inboxTrend>
export type InboxWaiting = z.output<typeof inboxWaiting>
export type CountsView = z.output<typeof countsView>
export type DoctorReport = z.output<typeof doctorReport>
export type { Need, NowView }
export type Finding = z.output<typeof finding>
export type { CheckedView, DifferenceView, DrawnView, TaskPage }
export type VersionsView = z.output<typeof versionsView>
export type ImportedView = z.output<typeof importedView>
export type ScheduleRow = z.output<typeof scheduleView>
export type ForeseenSchedule = z.output<typeof nextView>
export type FiredSchedule = z.output<typeof firedView>
export type ResetWrite = z.output<typeof resetWrite>
export type TaskDetails = z.output<typeof taskDetails>
export type TaskRow = z.output<typeof taskRow>
export type TaskListPage = z.output<typeof taskListPage>
export type EndedCount = z.output<typeof endedCount>
export type Outcomes = z.output<typeof outcomes>
export type TaskCount = z.output<typeof taskCount>
export type WebhookView = z.output<typeof webhookView>
export type Diagram = z.output<typeof diagram>
export type Standing = z.output<typeof standing>
export type QuarantineRow = z.output<typeof listed>
export type QuarantineEntry = z.output<typeof entry>
export type QuarantineResult = z.output<typeof quarantineResult>
export type BulkView = z.output<typeof bulkView>
export type Foreseen = z.output<typeof foreseenView>
export type RequestRow = z.output<typeof requestRow>
export type Trial = z.output<typeof trialView>
export type Preview = z.output<typeof previewView>
export type Example = z.output<typeof exampleView>
export type AnswerTimesView = z.output<typeof answerTimesView>
export type AnswerTimesRow = z.output<typeof answerTimesRow>
export type UserRow = z.output<typeof userRow>
export type OpenSession = z.output<typeof sessionRow>
