// Puts letters (src/process/letter.ts) into the metadata of payloads and failures, where the codec seals them, and hands
// those of activities to their interceptor. Loaded by path, by the SDK's `require` and into the workflow bundle: that is
// why this one file is CommonJS, and must import nothing else.
const { DefaultFailureConverter, DefaultPayloadConverter } = require('@temporalio/common')

const LETTER = Symbol.for('startnode.letter')
const FIELD = 'startnode-letter'

class LetterPayloadConverter extends DefaultPayloadConverter {
  toPayload(value, context, hint) {
    const letter = value?.[LETTER]
    if (letter === undefined) return super.toPayload(value, context, hint)
    return withLetter(super.toPayload(value.value, context, hint), letter)
  }

  fromPayload(payload, context, hint) {
    const value = super.fromPayload(payload, context, hint)
    const field = payload.metadata?.[FIELD]
    if (field === undefined || context?.type !== 'activity') return value
    const letter = JSON.parse(new TextDecoder().decode(field))
    return letter.for === 'activity' ? { [LETTER]: letter, value } : value
  }
}

class LetterFailureConverter extends DefaultFailureConverter {
  constructor() {
    super({ encodeCommonAttributes: true })
  }

  errorToFailure(error, payloadConverter, context) {
    const failure = super.errorToFailure(error, payloadConverter, context)
    const letter = error?.[LETTER]
    return letter === undefined ? failure : sealFailure(failure, letter)
  }
}

/** @returns {import('@temporalio/common').Payload} */
function withLetter(payload, letter) {
  const field = new TextEncoder().encode(JSON.stringify(letter))
  return { ...payload, metadata: { ...payload.metadata, [FIELD]: field } }
}

/** A failure is an answer: its letter stands with its message, and with each of its details. */
function sealFailure(failure, letter) {
  const info = failure.applicationFailureInfo
  const details = info?.details?.payloads ?? []
  const sealed = { ...letter, chain: chainOf(failure), args: details.length, arg: 0 }
  return {
    ...failure,
    encodedAttributes: failure.encodedAttributes && withLetter(failure.encodedAttributes, sealed),
    ...(details.length > 0 && {
      applicationFailureInfo: {
        ...info,
        details: { payloads: details.map((detail, arg) => withLetter(detail, { ...sealed, arg })) },
      },
    }),
  }
}

/**
 * What Temporal keeps of a failure in clear, its causes included.
 *
 * @returns {string}
 */
function chainOf(failure) {
  const links = []
  for (let one = failure; one; one = one.cause) {
    const { applicationFailureInfo: own, activityFailureInfo: activity } = one
    const child = one.childWorkflowExecutionFailureInfo
    if (own) links.push([own.type ?? '', Boolean(own.nonRetryable)])
    else if (activity) links.push(['activity', activity.activityType?.name ?? ''])
    else if (child) links.push(['child', child.workflowType?.name ?? ''])
    else links.push([])
  }
  return JSON.stringify(links)
}

exports.payloadConverter = new LetterPayloadConverter()
exports.failureConverter = new LetterFailureConverter()
exports.withLetter = withLetter
exports.sealFailure = sealFailure
exports.chainOf = chainOf
