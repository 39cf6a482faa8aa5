import type { CurveSpec } from './curve-specs.ts'

/** What is short, whichever game asks. */
export const SHORT: CurveSpec = {
  id: 'short',
  title: 'Short',
  unit: 'hosts and gateways that carry less than is asked of them',
  lines: [
    { series: 'hostsShort', as: 'value', label: 'hosts', colour: '--danger', fill: true },
    { series: 'gatewaysShort', as: 'value', label: 'gateways', colour: '--series-4' },
  ],
}

/** The charts that a run has beside those of every run where its packets are counted. */
export const NETWORK_CURVES: readonly CurveSpec[] = [
  {
    id: 'packets',
    title: 'Packets, k/s',
    unit: 'thousands a second, in and out',
    lines: [
      { series: 'packetsOffered', as: 'milli', label: 'offered', colour: '--series-0' },
      { series: 'packetsCarried', as: 'milli', label: 'carried', colour: '--series-1', fill: true },
      { series: 'packetsLost', as: 'milli', label: 'lost', colour: '--danger' },
    ],
  },
  {
    id: 'bytes',
    title: 'Traffic, MB/s',
    unit: 'MB a second carried, in and out',
    lines: [{ series: 'bytesCarried', as: 'micro', label: 'carried', colour: '--series-2', fill: true }],
  },
  {
    id: 'nics',
    title: 'NICs, k/s',
    unit: 'thousands of packets a second that NICs carry, and that are reserved of them',
    lines: [
      { series: 'nicKppsUsed', as: 'value', label: 'used', colour: '--series-1', fill: true },
      { series: 'nicKppsReserved', as: 'value', label: 'reserved', colour: '--series-3', dash: true },
    ],
  },
  {
    id: 'added',
    title: 'Added p99, ms',
    unit: 'milliseconds that the way adds, 99th percentile by packets',
    lines: [{ series: 'addedUsP99', as: 'milli', label: 'added', colour: '--series-4', fill: true }],
  },
  SHORT,
  {
    id: 'disks',
    title: 'Disks',
    unit: 'GB that pods have written, and pods whose disk is full',
    lines: [
      { series: 'diskMibUsed', as: 'milli', label: 'written', colour: '--series-2', fill: true },
      { series: 'podsDiskFull', as: 'value', label: 'full', colour: '--danger' },
    ],
  },
]
