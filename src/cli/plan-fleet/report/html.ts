/** Text of HTML, made of pieces that are escaped. */
export interface Html {
  readonly html: string
}

/** HTML of a template: what is put in is escaped, unless it is HTML already; lists are joined. */
export function html(
  strings: TemplateStringsArray,
  ...values: readonly (Html | string | number | readonly Html[])[]
): Html {
  let text = strings[0]
  for (const [i, value] of values.entries()) text += textOf(value) + strings[i + 1]
  return { html: text }
}

function textOf(value: Html | string | number | readonly Html[]): string {
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escaped(value)
  if (Array.isArray(value)) return value.map(({ html: part }: Html) => part).join('')
  return (value as Html).html
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return text.replace(/[&<>"']/g, (letter) => entities[letter])
}

/** A table; cells that are numbers in words are set right. right: columns set right, from 0. */
export function htmlTable(
  head: readonly string[],
  rows: readonly (readonly (Html | string)[])[],
  right: readonly number[] = [],
): Html {
  const side = (i: number): string => (right.includes(i) ? 'r' : 'l')
  const cells = (row: readonly (Html | string)[]): Html[] =>
    row.map((cell, i) => html`<td class="${side(i)}">${cell}</td>`)
  return html`<div class="scroll"><table>
<thead><tr>${head.map((cell, i) => html`<th class="${side(i)}">${cell}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${cells(row)}</tr>\n`)}</tbody></table></div>`
}
