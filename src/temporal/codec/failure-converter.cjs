// Puts message and stack trace of a failure where the payload codec encrypts them. Loaded by path, by the SDK's
// `require` and into the workflow bundle: that is why this one file is CommonJS, and must import nothing else.
const { DefaultFailureConverter } = require('@temporalio/common')

exports.failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true })
