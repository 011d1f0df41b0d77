/** How a state feels: its colour. Apart from the badge, so that what is pure can name it. */
export type Tone = 'good' | 'off' | 'warning' | 'bad' | 'busy'
