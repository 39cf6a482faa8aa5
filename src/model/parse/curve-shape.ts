import { US_PER_DAY, US_PER_HOUR } from '../../base/units.ts'
import type { DailyCycle, ShapedForm } from './curve.ts'

/** Samples are kept to this many parts, so that the text of a scenario does not depend on how a double prints. */
const SHARE_PARTS = 10_000

/**
 * Samples of a shape at fromUs, fromUs + stepUs, … up to and including toUs, all in the scenario's time, whose first
 * day is a Monday. Each is launch(days since launchUs) × daily cycle × weekend, in [0, 1]; 0 before the launch.
 */
export function expandShape(
  shape: ShapedForm,
  launchUs: number,
  fromUs: number,
  toUs: number,
  stepUs: number,
): Float64Array {
  const samples = new Float64Array(Math.ceil((toUs - fromUs) / stepUs) + 1)
  for (let i = 0; i < samples.length; i++) {
    const atUs = fromUs + i * stepUs
    const share = atUs < launchUs ? 0 : launchShare(shape.launch, (atUs - launchUs) / US_PER_DAY)
    const value = share * dailyShare(shape.daily, atUs) * weekendShare(shape.weekend, atUs)
    samples[i] = Math.round(value * SHARE_PARTS) / SHARE_PARTS
  }
  return samples
}

function launchShare(launch: ShapedForm['launch'], day: number): number {
  if (day <= launch[0][0]) return launch[0][1]
  for (let i = 1; i < launch.length; i++) {
    const [day1, share1] = launch[i]
    if (day > day1) continue
    const [day0, share0] = launch[i - 1]
    return share0 + ((share1 - share0) * (day - day0)) / (day1 - day0)
  }
  return launch[launch.length - 1][1]
}

/**
 * A bump that is 1 at the peak hour and `trough` twelve hours away: smoothstep 3x² - 2x³ of the distance, which has no
 * corner at either end and needs no trigonometry.
 */
function dailyShare(daily: DailyCycle, atUs: number): number {
  const hour = positiveRemainder(atUs, US_PER_DAY) / US_PER_HOUR
  const apart = Math.abs(hour - daily.peakHour)
  const x = 1 - Math.min(apart, 24 - apart) / 12
  return daily.trough + (1 - daily.trough) * x * x * (3 - 2 * x)
}

/** 1 on Saturday and Sunday, 1 / weekend on working days: the weekend carries the peak. */
function weekendShare(weekend: number, atUs: number): number {
  const day = Math.floor(positiveRemainder(atUs, 7 * US_PER_DAY) / US_PER_DAY)
  return day >= 5 ? 1 : 1 / weekend
}

function positiveRemainder(a: number, b: number): number {
  return a - Math.floor(a / b) * b
}
