interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly list?: readonly string[]
  /** The server refused it. */
  readonly isBad?: boolean
  readonly onChange: (value: string) => void
}

/** A line of text with a label, and known values to choose from. */
export default function TextField({ label, value, placeholder, list, isBad, onChange }: TextFieldProps) {
  const listId = `list-${label.replaceAll(/\W+/g, '-')}`
  return (
    <label className="field">
      <span>{label}</span>
      <input
        value={value}
        spellCheck={false}
        autoComplete="off"
        placeholder={placeholder}
        aria-invalid={isBad === true}
        {...(list === undefined ? {} : { list: listId })}
        onChange={(event) => onChange(event.target.value)}
      />
      {list !== undefined && (
        <datalist id={listId}>
          {list.map((item) => (
            <option key={item} value={item} />
          ))}
        </datalist>
      )}
    </label>
  )
}
