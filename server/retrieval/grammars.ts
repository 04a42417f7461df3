/** What the nodes of one grammar's trees are to us. */
export type Grammar = {
  /** Nodes that define something with a body, and the kind shown for it. */
  definitions: Record<string, SymbolKind>;
  /** Nodes that only name something: symbols without a chunk of their own. */
  declarations?: Record<string, SymbolKind>;
  /** Nodes around a definition whose lines belong to it: decorators, `export`, templates. */
  wrappers?: readonly string[];
  /** Nodes that hold definitions and are none: namespaces, conditional compilation. */
  containers?: readonly string[];
};

export type SymbolKind =
  | 'function'
  | 'method'
  | 'class'
  | 'struct'
  | 'enum'
  | 'interface'
  | 'type'
  | 'module'
  | 'macro'
  | 'variable'
  | 'heading';

/** Kinds whose members are symbols too, and which are cut at their members where they are long. */
export const holdsMembers: ReadonlySet<SymbolKind> = new Set(['class', 'struct', 'interface', 'module']);

const c: Grammar = {
  definitions: {
    function_definition: 'function',
    struct_specifier: 'struct',
    union_specifier: 'struct',
    enum_specifier: 'enum',
    type_definition: 'type',
  },
  declarations: { declaration: 'function', preproc_def: 'macro', preproc_function_def: 'macro', field_declaration: 'method' },
  containers: ['preproc_if', 'preproc_ifdef', 'preproc_else', 'preproc_elif', 'linkage_specification', 'declaration_list'],
};

const cpp: Grammar = {
  definitions: { ...c.definitions, class_specifier: 'class', alias_declaration: 'type', concept_definition: 'type' },
  declarations: c.declarations ?? {},
  wrappers: ['template_declaration'],
  containers: [...(c.containers ?? []), 'namespace_definition', 'field_declaration_list'],
};

const javascript: Grammar = {
  definitions: {
    function_declaration: 'function',
    generator_function_declaration: 'function',
    class_declaration: 'class',
    method_definition: 'method',
    variable_declarator: 'variable',
  },
  wrappers: ['export_statement', 'lexical_declaration', 'variable_declaration'],
  containers: ['class_body'],
};

const typescript: Grammar = {
  definitions: {
    ...javascript.definitions,
    abstract_class_declaration: 'class',
    interface_declaration: 'interface',
    type_alias_declaration: 'type',
    enum_declaration: 'enum',
    internal_module: 'module',
    module: 'module',
  },
  wrappers: [...(javascript.wrappers ?? []), 'ambient_declaration', 'expression_statement'],
  containers: ['class_body', 'statement_block'],
};

const java: Grammar = {
  definitions: {
    class_declaration: 'class',
    interface_declaration: 'interface',
    enum_declaration: 'enum',
    record_declaration: 'class',
    annotation_type_declaration: 'interface',
    method_declaration: 'method',
    constructor_declaration: 'method',
  },
  containers: ['class_body', 'interface_body', 'enum_body', 'enum_body_declarations'],
};

export const grammars: Record<string, Grammar> = {
  c,
  cpp,
  javascript,
  typescript,
  tsx: typescript,
  java,
  python: {
    definitions: { function_definition: 'function', class_definition: 'class' },
    wrappers: ['decorated_definition'],
    containers: ['block', 'if_statement', 'try_statement'],
  },
  go: {
    definitions: { function_declaration: 'function', method_declaration: 'method', type_spec: 'type' },
    wrappers: ['type_declaration'],
  },
  rust: {
    definitions: {
      function_item: 'function',
      struct_item: 'struct',
      enum_item: 'enum',
      union_item: 'struct',
      trait_item: 'interface',
      impl_item: 'class',
      mod_item: 'module',
      macro_definition: 'macro',
      type_item: 'type',
    },
    declarations: { const_item: 'variable', static_item: 'variable', function_signature_item: 'method' },
    containers: ['declaration_list', 'foreign_mod_item'],
  },
  c_sharp: {
    definitions: {
      class_declaration: 'class',
      struct_declaration: 'struct',
      interface_declaration: 'interface',
      enum_declaration: 'enum',
      record_declaration: 'class',
      method_declaration: 'method',
      constructor_declaration: 'method',
      property_declaration: 'method',
      delegate_declaration: 'type',
    },
    containers: ['namespace_declaration', 'file_scoped_namespace_declaration', 'declaration_list'],
  },
  kotlin: {
    definitions: { class_declaration: 'class', object_declaration: 'class', function_declaration: 'function' },
    containers: ['class_body', 'enum_class_body'],
  },
  scala: {
    definitions: { class_definition: 'class', object_definition: 'class', trait_definition: 'interface', function_definition: 'function' },
    containers: ['template_body', 'package_clause'],
  },
  swift: {
    definitions: {
      class_declaration: 'class',
      protocol_declaration: 'interface',
      function_declaration: 'function',
      init_declaration: 'method',
    },
    containers: ['class_body', 'protocol_body', 'enum_class_body'],
  },
  php: {
    definitions: {
      function_definition: 'function',
      class_declaration: 'class',
      interface_declaration: 'interface',
      trait_declaration: 'class',
      enum_declaration: 'enum',
      method_declaration: 'method',
    },
    containers: ['namespace_definition', 'compound_statement', 'declaration_list', 'enum_declaration_list'],
  },
  ruby: {
    definitions: { class: 'class', module: 'module', method: 'method', singleton_method: 'method' },
    containers: ['body_statement'],
  },
  lua: { definitions: { function_declaration: 'function' } },
  bash: { definitions: { function_definition: 'function' } },
  zig: { definitions: { function_declaration: 'function', FnProto: 'function' } },
  dart: {
    definitions: {
      class_definition: 'class',
      mixin_declaration: 'class',
      extension_declaration: 'class',
      enum_declaration: 'enum',
      function_signature: 'function',
    },
    containers: ['class_body'],
  },
};
