/** Shown in place of the workbench when the browser cannot run it. */
export default function Unsupported({ feature }: { readonly feature: string }) {
  return (
    <main className="notice-page">
      <h1>This browser cannot run the workbench</h1>
      <p>It lacks {feature}.</p>
      <p>
        A current Chrome, Edge, Firefox or Safari has it. The same runs are made without a browser by{' '}
        <code>npx berth replay launch-day</code>.
      </p>
    </main>
  )
}
