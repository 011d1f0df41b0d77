/** A float as Erlang writes it: the shortest that reads back, with a decimal point, so `50.0` and `1.0e21`. */
export function floatText(number: number): string {
  const text = Object.is(number, -0) ? '-0' : String(number)
  const [digits = '', exponent] = text.split('e')
  const pointed = digits.includes('.') ? digits : `${digits}.0`
  return exponent === undefined ? pointed : `${pointed}e${exponent.replace('+', '')}`
}
