/**
 * The one table of error codes: HTTP status (500 where no HTTP answer carries it), text, seconds of Retry-After.
 * docs/errors.md has a section per code; a test holds both together.
 */
interface ErrorRow {
  readonly status: number
  readonly text: string
  readonly retryAfter?: number
}

const table = {
  // The direct URL, in the order of the checks
  route_unknown: { status: 404, text: 'Nothing is served at this path' },
  method_not_allowed: { status: 405, text: 'Use POST, PUT or PATCH' },
  not_ready: { status: 503, text: 'The receiver has no settings yet: try again later', retryAfter: 5 },
  access_denied: { status: 403, text: 'Access denied' },
  credentials_wrong: { status: 401, text: 'Access denied' },
  rate_limited: { status: 429, text: 'Too many deliveries: try again later', retryAfter: 1 },
  charset_unsupported: { status: 415, text: 'The body must be UTF-8' },
  encoding_unsupported: {
    status: 415,
    text: 'This Content-Encoding is not supported: send gzip, deflate, or the body as it is',
  },
  body_too_large: { status: 413, text: 'The body is too large' },
  body_timeout: { status: 408, text: 'The body did not arrive in time' },
  body_incomplete: { status: 400, text: 'The body ended before it was complete' },
  encoding_invalid: { status: 400, text: 'The body can not be unpacked' },
  body_empty: { status: 400, text: 'The body is empty' },
  utf8_invalid: { status: 400, text: 'The body is not valid UTF-8' },
  bom_unexpected: { status: 400, text: 'The body begins with a byte order mark: send UTF-8 without BOM' },
  json_invalid: { status: 400, text: 'The body is not valid JSON' },
  json_root: { status: 400, text: 'The body must be one JSON object' },
  json_too_deep: { status: 400, text: 'The body is nested too deeply' },
  json_limit: { status: 400, text: 'The body has too many values' },
  json_duplicate_key: { status: 400, text: 'An object of the body has the same key twice' },
  json_number_precision: {
    status: 400,
    text: 'A number of the body would lose precision: send it as a string',
  },
  json_lone_surrogate: { status: 400, text: 'A string of the body has half a surrogate pair' },
  json_forbidden_key: { status: 400, text: 'A key of the body is not allowed' },
  xml_invalid: { status: 400, text: 'The body is not valid XML' },
  xml_forbidden: { status: 400, text: 'The XML has something that is not allowed' },
  xml_limit: { status: 400, text: 'The XML is nested too deeply or has too many elements' },
  nvp_invalid: { status: 400, text: 'The body is not a valid form' },
  schema_mismatch: { status: 422, text: 'The body does not fit the input of the process' },
  delivery_key_invalid: { status: 422, text: 'The delivery key is not usable' },
  delivery_key_reused: {
    status: 422,
    text: 'Another body came before under this delivery key: this one is kept in quarantine',
  },
  ref_invalid: { status: 422, text: 'The ref is not usable' },
  callback_task_missing: { status: 422, text: 'The body does not name the task this callback is for' },
  duplicate_callback: { status: 409, text: 'This callback was accepted before' },
  callback_late: { status: 410, text: 'Nothing waits for this callback any more' },
  inbox_full: { status: 503, text: 'The inbox is full: try again later', retryAfter: 5 },
  inbox_unwritable: { status: 503, text: 'The delivery could not be stored: try again later', retryAfter: 5 },
  temporal_late: { status: 503, text: 'Temporal did not answer in time: try again later', retryAfter: 2 },
  process_paused: { status: 503, text: 'The process is paused: try again later', retryAfter: 30 },
  task_failed: { status: 500, text: 'The task failed before it had a reply' },
  internal: { status: 500, text: 'Something went wrong here; nothing was started' },
  body_consumed: {
    status: 500,
    text: 'A body parser ran before the receiver: mount receiverRouter() before body parsers',
  },
  // HTTP itself, before any direct URL
  http_invalid: { status: 400, text: 'This is not a valid HTTP request' },
  headers_too_large: { status: 431, text: 'The request headers are too large' },
  expectation_unsupported: { status: 417, text: 'Only `Expect: 100-continue` is understood' },
  headers_timeout: { status: 408, text: 'The request headers did not arrive in time' },
  // Outcomes of a delivery
  not_unical_ref: { status: 500, text: 'Another open task has this ref' },
  temporal_refused: { status: 500, text: 'Temporal refused this delivery for good' },
  quarantine_unknown: { status: 500, text: 'There is no such entry in quarantine' },
  quarantine_closed: { status: 500, text: 'This entry is no longer in quarantine' },
  quarantine_full: { status: 500, text: 'The quarantine of the process is full' },
  // Start-up, settings and CLI
  export_unreadable: { status: 500, text: 'The export can not be read' },
  not_an_export: { status: 500, text: 'This is no export of MPO' },
  import_refused: { status: 500, text: 'Nothing was imported' },
  config_invalid: { status: 500, text: 'The configuration is not valid' },
  bundle_unreadable: { status: 500, text: 'The workflow bundle can not be read' },
  bundle_stale: { status: 500, text: 'The workflow bundle is not of this build' },
  activity_clash: { status: 500, text: 'The worker has an activity by a name of the engine' },
  start_node_invalid: { status: 500, text: 'A Start node does not fit its process' },
  process_unknown: { status: 500, text: 'There is no such process' },
  url_off: { status: 500, text: 'The direct URL is off' },
  usage: { status: 500, text: 'The command was used wrongly' },
  task_unknown: { status: 500, text: 'There is no such task' },
  schedule_unknown: { status: 500, text: 'The process has no schedule' },
  task_refused: { status: 500, text: 'The task can not take this' },
  writes_unconfirmed: {
    status: 500,
    text: 'The reset would do writes again that are not known any more where they were done: confirm each',
  },
  settings_missing: {
    status: 500,
    text: 'There are no settings, or they were ended: run `startnode setup`, which says which, and what to do',
  },
  settings_changed: { status: 500, text: 'The settings were changed meanwhile: try again' },
  settings_refused: { status: 500, text: 'The settings refused this change' },
  settings_stuck: { status: 500, text: 'The settings can not take their next step' },
  variable_missing: { status: 500, text: 'A variable is missing' },
  secret_unreadable: { status: 500, text: 'A secret of the settings can not be read' },
  encryption_key_missing: {
    status: 500,
    text: 'There is no encryption key: set ENCRYPTION_KEYS or ENCRYPTION_KEYS_FILE',
  },
  payload_unreadable: { status: 500, text: 'Encrypted data can not be read' },
  payload_unsealed: { status: 500, text: 'Not sealed for this place by a holder of ENCRYPTION_KEYS' },
  data_converter_clash: { status: 500, text: 'The data converter has converters of its own' },
  settings_foreign: { status: 500, text: 'The settings in Temporal are not the ones known here' },
  settings_unsigned: { status: 500, text: 'The settings in Temporal are not signed' },
  settings_behind: { status: 500, text: 'The settings in Temporal are older than those known here' },
  settings_forked: { status: 500, text: 'The settings in Temporal do not follow those known here' },
  settings_unreadable: { status: 500, text: 'The kept settings can not be read' },
  settings_unkept: { status: 500, text: 'The settings could not be kept on disk' },
  worker_missing: { status: 500, text: 'No worker answered: start one with `startnode worker`' },
  temporal_unreachable: { status: 500, text: 'Temporal can not be reached' },
  temporal_failed: { status: 500, text: 'Temporal failed to do what it was asked' },
  temporal_binary_missing: { status: 500, text: 'No Temporal server was found' },
  already_running: { status: 500, text: 'Another process runs Temporal on this database' },
  part_failed: { status: 500, text: 'A part of what was started does not stay up' },
  inbox_locked: { status: 500, text: 'Another process uses this inbox' },
  inbox_not_empty: { status: 500, text: 'The inbox still holds deliveries' },
  receiver_unreachable: { status: 500, text: 'No receiver answers' },
  port_in_use: { status: 500, text: 'The port is in use' },
  // The admin API; its statuses are in src/admin/serve/answer-status.ts
  login_failed: { status: 500, text: 'User or password is wrong' },
  login_limited: { status: 500, text: 'Too many failed log-ins: try again later' },
  session_missing: { status: 500, text: 'Log in first' },
  role_missing: { status: 500, text: 'Your role does not allow this' },
  host_refused: { status: 500, text: 'The admin API is not reached by this name' },
  origin_refused: { status: 500, text: 'This request does not come from the console' },
  request_invalid: { status: 500, text: 'The request does not fit' },
  decider_differs: { status: 500, text: 'Nobody decides in the name of another' },
  alias_unknown: { status: 500, text: 'There is no such alias' },
  variable_unknown: { status: 500, text: 'There is no such variable' },
} as const satisfies Record<string, ErrorRow>

export type ErrorCode = keyof typeof table

export const ERRORS: Readonly<Record<ErrorCode, ErrorRow>> = table
