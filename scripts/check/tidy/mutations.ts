import { posix } from 'node:path';
import ts from 'typescript';
import { type Finding, isTest, type SourceFile } from './tree.ts';

/** A mutation whose change leaves no record, with the reason. */
const recordless: Record<string, string> = {
  'server/api/backup-router.ts#done': 'tells the subscription that holds the backup, which records its end',
};

type Module = { source: ts.SourceFile; declared: Map<string, ts.Node>; imported: Map<string, { path: string; name: string }> };

/**
 * Every tRPC mutation must be able to reach audit's `act`: followed by name from the procedure through what each function
 * mentions, across imports. It is a net with wide meshes (a mention is no call), and it catches the procedure that has none.
 */
export function findUnrecordedMutations(files: readonly SourceFile[]): Finding[] {
  const modules = new Map<string, Module>();
  for (const file of files) {
    if (file.path.startsWith('server/') && file.path.endsWith('.ts') && !isTest(file.path)) modules.set(file.path, readModule(file));
  }
  const reaches = reachability(modules);
  return [...modules].flatMap(([path, module]) =>
    path.startsWith('server/api/')
      ? mutationsOf(module.source)
          .filter(({ body, name }) => !Object.hasOwn(recordless, `${path}#${name}`) && !namesIn(body).some((used) => reaches(path, used)))
          .map(({ name, line }) => ({ path, line, words: `a mutation without an audit record: ${name} reaches no act` }))
      : [],
  );
}

function readModule({ path, text }: SourceFile): Module {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const module: Module = { source, declared: new Map(), imported: new Map() };
  for (const statement of source.statements) addStatement(module, path, statement);
  return module;
}

function addStatement({ declared, imported }: Module, path: string, statement: ts.Statement): void {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
    if (statement.name) declared.set(statement.name.text, statement);
  } else if (ts.isVariableStatement(statement)) {
    for (const declaration of statement.declarationList.declarations) {
      if (ts.isIdentifier(declaration.name)) declared.set(declaration.name.text, declaration);
    }
  } else if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) {
    const from = statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : '';
    const target = from.startsWith('#') ? from.slice(1) : posix.join(posix.dirname(path), from);
    const bindings = ts.isImportDeclaration(statement) ? statement.importClause?.namedBindings : statement.exportClause;
    if (!bindings || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return;
    for (const element of bindings.elements) {
      if (from) imported.set(element.name.text, { path: target, name: (element.propertyName ?? element.name).text });
    }
  }
}

function reachability(modules: Map<string, Module>): (path: string, name: string) => boolean {
  const known = new Map<string, boolean>();
  return function reaches(path: string, name: string): boolean {
    if (path === 'server/audit/act.ts' && name === 'act') return true;
    const key = `${path}#${name}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    // What is being followed counts as not reaching: a circle by itself leads nowhere.
    known.set(key, false);
    const module = modules.get(path);
    const from = module?.imported.get(name);
    const node = module?.declared.get(name);
    const found = from
      ? reaches(from.path, from.name)
      : node !== undefined && namesIn(node).some((used) => used !== name && reaches(path, used));
    known.set(key, found);
    return found;
  };
}

function namesIn(node: ts.Node): string[] {
  const names = new Set<string>();
  const visit = (child: ts.Node) => {
    if (ts.isIdentifier(child)) names.add(child.text);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return [...names];
}

function mutationsOf(source: ts.SourceFile): { name: string; line: number; body: ts.Node }[] {
  const found: { name: string; line: number; body: ts.Node }[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'mutation') {
      const owner = ts.findAncestor(node, (above) => ts.isPropertyAssignment(above) || ts.isVariableDeclaration(above));
      const name = owner && (ts.isPropertyAssignment(owner) || ts.isVariableDeclaration(owner)) ? owner.name.getText() : 'mutation';
      const body = node.arguments[0];
      if (body) found.push({ name, line: source.getLineAndCharacterOfPosition(node.expression.name.getStart()).line + 1, body });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
