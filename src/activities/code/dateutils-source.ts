/**
 * JavaScript for inside the sandbox: `libs/dateutils.js`. What MPO's own does beside the one public example
 * (`fn_convertDate(date, 'yyyy-MM-dd', 'dd/MM/yyyy')`, `fn_getDate(1, 'yyyy-MM-dd')`) is not documented; this is the obvious.
 * Patterns are Java's; `Y` and `D` are read as `y` and `d`. All in UTC.
 */
export const DATEUTILS = `
(function () {
  var MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
    'November', 'December']
  var PARTS = /'((?:[^']|'')*)'|yyyy|yy|y|MMMM|MMM|MM|M|dd|d|HH|H|hh|h|mm|m|ss|s|SSS|S|a|[^]/g
  function split(pattern) {
    return (String(pattern).replace(/[YD]/g, function (c) { return c.toLowerCase() }).match(PARTS) || [])
  }
  function pad(number, length) {
    return String(number).padStart(length, '0')
  }
  function literal(part) {
    if (part === "''") return "'"
    return part.length > 1 && part[0] === "'" ? part.slice(1, -1).replace(/''/g, "'") : part
  }
  function format(date, pattern) {
    var hour = date.getUTCHours()
    var month = MONTHS[date.getUTCMonth()]
    return split(pattern).map(function (part) {
      switch (part[0]) {
        case 'y': return part === 'yy' ? pad(date.getUTCFullYear() % 100, 2) : pad(date.getUTCFullYear(), part.length)
        case 'M': return part === 'MMMM' ? month : part === 'MMM' ? month.slice(0, 3) : pad(date.getUTCMonth() + 1, part.length)
        case 'd': return pad(date.getUTCDate(), part.length)
        case 'H': return pad(hour, part.length)
        case 'h': return pad(hour % 12 || 12, part.length)
        case 'm': return pad(date.getUTCMinutes(), part.length)
        case 's': return pad(date.getUTCSeconds(), part.length)
        case 'S': return pad(date.getUTCMilliseconds(), part.length)
        case 'a': return hour < 12 ? 'AM' : 'PM'
        default: return literal(part)
      }
    }).join('')
  }
  function read(text, pattern) {
    var found = { y: 1970, M: 1, d: 1, H: 0, m: 0, s: 0, S: 0 }
    var rest = text
    var afternoon = null
    function fail() {
      throw new Error("'" + text + "' is not a date of the form " + pattern)
    }
    function take(expression) {
      var match = expression.exec(rest)
      if (match === null) fail()
      rest = rest.slice(match[0].length)
      return match[0]
    }
    split(pattern).forEach(function (part) {
      if (part === 'yy') found.y = 2000 + Number(take(/^[0-9]{2}/))
      else if (part[0] === 'y') found.y = Number(take(/^[0-9]{4}/))
      else if (part === 'MMM' || part === 'MMMM') {
        var name = take(/^[A-Za-z]+/).slice(0, 3).toLowerCase()
        found.M = 1 + MONTHS.findIndex(function (month) { return month.slice(0, 3).toLowerCase() === name })
      } else if (part[0] === 'S') found.S = Number(take(/^[0-9]{1,3}/))
      else if (part[0] === 'h') found.H = Number(take(/^[0-9]{1,2}/)) % 12
      else if ('MdHms'.indexOf(part[0]) >= 0) found[part[0]] = Number(take(/^[0-9]{1,2}/))
      else if (part === 'a') afternoon = take(/^[AaPp][Mm]/).toLowerCase() === 'pm'
      else {
        var wanted = literal(part)
        if (rest.slice(0, wanted.length) !== wanted) fail()
        rest = rest.slice(wanted.length)
      }
    })
    if (afternoon) found.H += 12
    var date = new Date(Date.UTC(found.y, found.M - 1, found.d, found.H, found.m, found.s, found.S))
    if (rest !== '' || date.getUTCMonth() !== found.M - 1 || date.getUTCDate() !== found.d) fail()
    if (found.H > 23 || found.m > 59 || found.s > 59) fail()
    return date
  }
  this.fn_convertDate = function fn_convertDate(date, from, to) {
    return format(date instanceof Date ? date : read(String(date), String(from)), to)
  }
  this.fn_getDate = function fn_getDate(days, pattern) {
    var date = new Date()
    date.setUTCDate(date.getUTCDate() + (Number(days) || 0))
    return format(date, pattern === undefined ? 'yyyy-MM-dd' : pattern)
  }
}).call(this)
`
