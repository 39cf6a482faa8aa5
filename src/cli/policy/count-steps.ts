import type ts from 'typescript'

/**
 * Counts each step of a bundle: every round of a loop and every call of a function begins with a look at how many are
 * left. So what goes on without end is ended in any thread, in Node and in browsers alike, at the same step, and no
 * clock is needed. What a function of the language does inside is no step: a text that would become a regular
 * expression is looked at here, those that are written as such were before (`regex-faults.ts`).
 *
 * text  a module that has `berthSteps` (`Steps` of model/policy-traps.ts) in scope
 */
export async function withSteps(text: string): Promise<string> {
  const { default: typescript } = await import('typescript')
  const source = typescript.createSourceFile(
    'policy.js',
    text,
    typescript.ScriptTarget.ES2022,
    true,
    typescript.ScriptKind.JS,
  )
  const { transformed } = typescript.transform(source, [(context) => counting(typescript, context)])
  return typescript.createPrinter().printFile(transformed[0])
}

function counting(typescript: typeof ts, context: ts.TransformationContext): (source: ts.SourceFile) => ts.SourceFile {
  const { factory } = context
  /** `--berthSteps.left < 0 && berthSteps.over()` */
  const step = (): ts.Expression => {
    const steps = factory.createIdentifier('berthSteps')
    const left = factory.createPropertyAccessExpression(steps, 'left')
    const over = factory.createCallExpression(factory.createPropertyAccessExpression(steps, 'over'), undefined, [])
    return factory.createLogicalAnd(
      factory.createLessThan(factory.createPrefixDecrement(left), factory.createNumericLiteral(0)),
      over,
    )
  }
  const stepped = (statements: readonly ts.Statement[]): ts.Block => {
    const isDirective = (statement: ts.Statement): boolean =>
      typescript.isExpressionStatement(statement) && typescript.isStringLiteral(statement.expression)
    const from = statements.findIndex((statement) => !isDirective(statement))
    const at = from < 0 ? statements.length : from
    const counted = factory.createExpressionStatement(step())
    return factory.createBlock([...statements.slice(0, at), counted, ...statements.slice(at)], true)
  }
  const bodyOf = (body: ts.ConciseBody): ts.ConciseBody =>
    typescript.isBlock(body)
      ? stepped(body.statements)
      : factory.createParenthesizedExpression(factory.createComma(step(), body))
  const loopBody = (body: ts.Statement): ts.Block => stepped(typescript.isBlock(body) ? body.statements : [body])
  /** `name.match(what)` as `name.match(berthSteps.pattern(what))`. */
  const looked = (call: ts.CallExpression): ts.CallExpression => {
    const [what, ...others] = call.arguments
    const method = typescript.isPropertyAccessExpression(call.expression) ? call.expression.name.text : ''
    if (what === undefined || !/^(match|matchAll|search)$/.test(method)) return call
    const look = factory.createPropertyAccessExpression(factory.createIdentifier('berthSteps'), 'pattern')
    const seen = [factory.createCallExpression(look, undefined, [what]), ...others]
    return typescript.isCallChain(call)
      ? factory.updateCallChain(call, call.expression, call.questionDotToken, undefined, seen)
      : factory.updateCallExpression(call, call.expression, undefined, seen)
  }
  const visit = (node: ts.Node): ts.Node => {
    const seen = typescript.visitEachChild(node, visit, context)
    if (typescript.isCallExpression(seen)) return looked(seen)
    if (typescript.isIterationStatement(seen, false)) return withBody(seen, loopBody(seen.statement))
    if (typescript.isFunctionLike(seen) && 'body' in seen && seen.body !== undefined) {
      return withBody(seen, bodyOf(seen.body as ts.ConciseBody))
    }
    return seen
  }
  /** The node with another body, whatever kind of loop or function it is. */
  const withBody = (node: ts.Node, body: ts.ConciseBody): ts.Node => {
    const isOld = (child: ts.Node): boolean =>
      child === (node as { body?: ts.Node; statement?: ts.Node }).body ||
      child === (node as { statement?: ts.Node }).statement
    return typescript.visitEachChild(node, (child) => (isOld(child) ? body : child), context)
  }
  return (source) => typescript.visitNode(source, visit) as ts.SourceFile
}
