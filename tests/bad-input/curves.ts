import { row } from './row.ts'

export const CURVE_ROWS = [
  row(
    'samples above 1 and below 0',
    [['[0, 0.5, 1]', '[0, 1.5, -1]']],
    'spec.samples[1]: found 1.5, expected a number from 0 to 1',
    'spec.samples[2]: found -1, expected a number from 0 to 1',
  ),
  row(
    'a text of samples with a word in it',
    [['[0, 0.5, 1]', '0 0.5 half 1']],
    'spec.samples: found "0 0.5 half 1", expected shares from 0 to 1; number 3 is "half"',
  ),
  row('one sample only', [['[0, 0.5, 1]', '[1]']], 'spec.samples: found [1], expected a list of 2 to 1100000'),
  row(
    'samples without a step',
    [['  step: 1h\n', '']],
    'spec.step: found nothing, expected the time from one sample to the next',
  ),
  row(
    'neither samples nor a shape',
    [['  samples: [0, 0.5, 1]\n', '']],
    'spec: found neither samples nor shape, expected one of samples, shape',
  ),
  row(
    'an end that is none, no source',
    [
      ['after: hold', 'after: stop'],
      ['  source: made up for a test\n', ''],
    ],
    'spec.source: found nothing, expected a text of 1 to 1000 characters',
    'spec.after: found "stop", expected one of hold, loop',
  ),
  row(
    'a step of half a minute',
    [['step: 1h', 'step: 30s']],
    'spec.step: found "30s", expected a duration from 1m to 3650d, such as 10m or 1h30m',
  ),
]

export const SHAPE_ROWS = [
  row(
    'launch days that do not ascend',
    [['[7, 1]', '[0, 1]']],
    'spec.shape.launch[1][0]: found 0, expected a day after 0',
  ),
  row(
    'a share above 1, a launch point of three',
    [['[7, 1]', '[7, 1.2], [8, 1, 1]']],
    'spec.shape.launch[2]: found [8, 1, 1], expected a list of 2',
  ),
  row(
    'only a share above 1',
    [['[7, 1]', '[7, 1.2]']],
    'spec.shape.launch[1][1]: found 1.2, expected a share of the peak from 0 to 1',
  ),
  row(
    'a trough above the peak, an hour of another day, a quiet weekend',
    [
      ['trough: 0.4', 'trough: 1.4'],
      ['peakHour: 20', 'peakHour: 25'],
      ['weekend: 1.1', 'weekend: 0.9'],
    ],
    'spec.shape.daily.trough: found 1.4, expected a number from 0 to 1',
    'spec.shape.daily.peakHour: found 25, expected a number from 0 to 24',
    'spec.shape.weekend: found 0.9, expected a number from 1 to 3',
  ),
  row(
    'a step for a shape, and samples too',
    [['  shape:', '  step: 1h\n  samples: [0, 1]\n  shape:']],
    'spec: found both samples and shape, expected one of samples, shape',
  ),
  row(
    'a step for a shape',
    [['  shape:', '  step: 1h\n  shape:']],
    'spec.step: found a step, expected no step: the scenario chooses the one of a shape',
  ),
]
