/** `node --import` this: every clock of JavaScript is off by SHIFT_CLOCK_MS, as on a machine whose time was set wrong. */
const shift = Number(process.env.SHIFT_CLOCK_MS ?? 0)
const Real = Date

globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() + shift)
    else super(...given)
  }

  static now() {
    return Real.now() + shift
  }
}
